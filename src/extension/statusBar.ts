import * as vscode from 'vscode';
import { isSameValue } from '../base/sameValue';
import type { GuardReceipt } from '../core/guard';
import type { SessionView, Snapshot } from '../protocol/snapshot';
import type { DashboardState } from '../protocol/webview';
import { commandIds } from './commandIds';
import type { HostConnection } from './connection/hostConnection';
import { countStatus, stateLabels, statusText } from './statusText';

/** The status bar's entry: how many agents, how many need the user, how many conflicts. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'parallel-cc.status',
    vscode.StatusBarAlignment.Left,
    40,
  );
  private readonly listening: { dispose(): void };
  private shown: Entry | null = null;

  constructor(connection: HostConnection) {
    this.item.name = 'parallel-cc';
    this.listening = connection.onDidChange((state) => this.show(entryFor(state)));
    this.show(entryFor(connection.state));
  }

  dispose(): void {
    this.listening.dispose();
    this.item.dispose();
  }

  private show(entry: Entry | null): void {
    if (entry === null) {
      this.item.hide();
      this.shown = null;
      return;
    }
    // The editor parses the tooltip whenever anything is set.
    if (isSameValue(entry, this.shown)) return;
    this.shown = entry;
    const warning = new vscode.ThemeColor('statusBarItem.warningBackground');
    this.item.text = `$(${entry.icon}) ${entry.text}`;
    const { tooltip } = entry;
    this.item.tooltip = typeof tooltip === 'string' ? tooltip : new vscode.MarkdownString(tooltip.markdown);
    this.item.accessibilityInformation = { label: `parallel-cc: ${entry.text}`, role: 'button' };
    this.item.backgroundColor = entry.isWarning ? warning : undefined;
    this.item.command = entry.command;
    this.item.show();
  }
}

interface Entry {
  readonly icon: string;
  readonly text: string;
  /** Plain text, or markdown. */
  readonly tooltip: string | { readonly markdown: string };
  readonly isWarning: boolean;
  readonly command: string;
}

function entryFor(state: DashboardState): Entry | null {
  switch (state.kind) {
    case 'noFolder':
    case 'noRepository':
      return null;
    case 'loading':
      return absent('loading~spin', 'starting', 'parallel-cc looks for the coordinator of this repository.');
    case 'untrusted':
      return absent(
        'workspace-untrusted',
        'not trusted',
        'Nothing is started in a folder that is not trusted.',
      );
    case 'offline':
      return absent('debug-disconnect', 'offline', state.message);
    case 'live':
      return present(state.snapshot);
  }
}

function absent(icon: string, text: string, tooltip: string): Entry {
  return { icon, text: `parallel-cc ${text}`, tooltip, isWarning: false, command: commandIds.showDashboard };
}

function present(snapshot: Snapshot): Entry {
  const counts = countStatus(snapshot);
  const isGuarded = snapshot.guards.every(({ works }) => works);
  return {
    icon: isGuarded ? 'git-merge' : 'shield',
    text: isGuarded ? statusText(counts) : `unguarded · ${statusText(counts)}`,
    tooltip: { markdown: tooltipFor(snapshot) },
    isWarning: !isGuarded || counts.needYou > 0 || counts.conflicts > 0,
    command: commandIds.showStatus,
  };
}

const linesShown = 8;

function tooltipFor({ sessions, conflicts, guards, warnings }: Snapshot): string {
  const text = new vscode.MarkdownString();
  const live = sessions.filter(({ state }) => state !== 'done');
  const summaries = conflicts.map(({ summary }) => summary);
  appendList(
    text,
    'Agents are not kept from each other’s files',
    guards.filter(({ works }) => !works).map(describeFailure),
  );
  appendList(text, 'Agents', live.map(describe));
  appendList(text, 'Would conflict', summaries);
  appendList(text, 'Warnings', warnings);
  if (text.value === '') text.appendText('No agent is at work in this repository.');
  return text.value;
}

function describeFailure({ guard, got, program }: GuardReceipt): string {
  return `The guard of ${guard === 'edits' ? 'edits' : 'commands'} was tried and did not refuse: ${got}. Run "parallel-cc doctor". (${program})`;
}

function describe({ name, state, branch, stateReason, worktreeName }: SessionView): string {
  const reason = stateReason === null ? '' : `: ${stateReason}`;
  return `${name} in ${worktreeName} (${branch ?? 'detached HEAD'}), ${stateLabels[state]}${reason}`;
}

// Names and questions come from agents: they are appended as text, never as markdown.
function appendList(text: vscode.MarkdownString, heading: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  text.appendMarkdown(`**${heading}**\n\n`);
  for (const line of lines.slice(0, linesShown)) {
    text.appendMarkdown('- ').appendText(line.replace(/\s+/g, ' ')).appendMarkdown('\n');
  }
  if (lines.length > linesShown) text.appendMarkdown(`- and ${lines.length - linesShown} more\n`);
  text.appendMarkdown('\n');
}
