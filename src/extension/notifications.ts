import * as vscode from 'vscode';
import type { BreachView, SessionView, Snapshot } from '../protocol/snapshot';
import type { NewPair } from './attention';
import { newBreaches, newlyWaiting, PairMemory } from './attention';
import { commandIds } from './commandIds';
import type { HostConnection } from './connection/hostConnection';

/** Tells the user once of each session that begins to need them, each pair that begins to conflict, and each write of what another holds. */
export class AttentionNotices implements vscode.Disposable {
  private readonly listening: { dispose(): void };
  private readonly pairs = new PairMemory();
  private last: Snapshot | null = null;

  constructor(connection: HostConnection) {
    this.listening = connection.onDidChange(() => this.compare(connection.snapshot));
  }

  dispose(): void {
    this.listening.dispose();
  }

  // What was so when the window opened is in the status bar; only what happens from then on is announced.
  private compare(next: Snapshot | null): void {
    const before = this.last;
    if (next === null) return;
    this.last = next;
    const pairs = this.pairs.takeNew(next);
    if (before === null || before.repository.commonDir !== next.repository.commonDir) return;
    if (isOn('needsYou')) for (const session of newlyWaiting(before, next)) void announceQuestion(session);
    if (isOn('breaches')) for (const breach of newBreaches(before, next)) void announceBreach(breach);
    if (isOn('conflicts')) for (const pair of pairs) void announcePair(pair);
  }
}

function isOn(kind: 'needsYou' | 'conflicts' | 'breaches'): boolean {
  return vscode.workspace.getConfiguration('parallel-cc').get<boolean>(`notifications.${kind}`, true);
}

async function announceQuestion({ id, name, stateReason }: SessionView): Promise<void> {
  const text = stateReason === null ? `${name} needs you.` : `${name}: ${stateReason}`;
  const choice = await vscode.window.showInformationMessage(text, 'Open', 'Message');
  if (choice === 'Open') await execute(commandIds.showDashboard, { kind: 'session', sessionId: id });
  if (choice === 'Message') await execute(commandIds.messageSession, id);
}

async function announcePair({ first, files }: NewPair): Promise<void> {
  const more = files === 1 ? '' : ` They conflict in ${files} files.`;
  const choice = await vscode.window.showWarningMessage(
    `${first.summary}${more}`,
    'Compare',
    'Show Dashboard',
  );
  if (choice === 'Compare') await execute(commandIds.compareConflict, first.id);
  if (choice === 'Show Dashboard')
    await execute(commandIds.showDashboard, { kind: 'conflict', conflictId: first.id });
}

async function announceBreach({ summary, operation }: BreachView): Promise<void> {
  const choice = await vscode.window.showWarningMessage(summary, 'Put Back…', 'Show Dashboard');
  if (choice === 'Put Back…') await execute(commandIds.undo, operation);
  if (choice === 'Show Dashboard') await execute(commandIds.showDashboard);
}

function execute(command: string, ...args: readonly unknown[]): Thenable<unknown> {
  return vscode.commands.executeCommand(command, ...args);
}
