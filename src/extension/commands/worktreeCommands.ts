import * as vscode from 'vscode';
import { toCoordinatorError } from '../../core/errors';
import { slotEnvironment } from '../../core/setup/environment';
import type { CleanUpResult, WorktreeOutcome } from '../../protocol/results';
import type { WorktreeView } from '../../protocol/snapshot';
import type { HostConnection } from '../connection/hostConnection';
import { requireSnapshot } from '../connection/requireSnapshot';
import { terminalsIn } from '../terminalsIn';
import type { CommandHandlers } from './commandTable';
import { pickWorktree } from './picks';

/** The commands about worktrees. */
export function worktreeCommands(
  connection: HostConnection,
): Pick<CommandHandlers, 'openWorktree' | 'openTerminal' | 'removeWorktree' | 'cleanUp'> {
  return {
    async openWorktree(path) {
      const folder = path ?? (await pickAny(connection, 'Open Which Worktree?'));
      if (folder === undefined) return;
      await openFolder(vscode.Uri.file(folder));
    },
    async openTerminal(path) {
      const cwd = path ?? (await pickAny(connection, 'Open a Terminal in Which Worktree?'));
      if (cwd === undefined) return;
      const worktree = connection.snapshot?.worktrees.find(({ path: known }) => known === cwd);
      const known = worktree === undefined ? {} : { name: worktree.name, env: environmentOf(worktree) };
      vscode.window.createTerminal({ cwd, ...known }).show();
    },
    async removeWorktree(path) {
      const folder = path ?? (await pickOurs(connection));
      if (folder === undefined) return;
      const terminals = terminalsIn(folder);
      const detail = terminals.length === 0 ? removalDetail : `${removalDetail} ${closingDetail}`;
      if (!(await confirm(`Remove the worktree "${folder}"?`, 'Remove', detail))) return;
      for (const terminal of terminals) terminal.dispose();
      const outcome = await remove(connection, folder);
      if (outcome !== undefined) void vscode.window.showInformationMessage(outcome.reason);
    },
    async cleanUp() {
      const plan = await connection.call('cleanUp', { dryRun: true, merged: true });
      if (!hasWork(plan))
        return void vscode.window.showInformationMessage(`There is nothing to clean up. ${keptLines(plan).join(' ')}`.trimEnd()); // prettier-ignore
      const detail = [...doneLines(plan), ...keptLines(plan)].join('\n');
      if (!(await confirm('Clean up?', 'Clean Up', detail))) return;
      const done = doneLines(await connection.call('cleanUp', { dryRun: false, merged: true }));
      void vscode.window.showInformationMessage(`Cleaned up. ${done.join(' ')}`);
    },
  };
}

function environmentOf({ name, slot }: WorktreeView): Record<string, string> {
  return slot === null ? {} : slotEnvironment(name, slot);
}

const removalDetail =
  'All of it is kept in a snapshot first. Where it holds work that is saved nowhere else, you are asked again.';

const closingDetail = 'The terminals that are open in it are closed.';

// A folder that this window has already is only brought into sight.
async function openFolder(uri: vscode.Uri): Promise<void> {
  const { workspace, commands } = vscode;
  const place = workspace.getConfiguration('parallel-cc').get<string>('openWorktreeIn');
  if (place !== 'thisWindow') {
    await commands.executeCommand('vscode.openFolder', uri, { forceNewWindow: true });
    return;
  }
  const folders = workspace.workspaceFolders ?? [];
  if (!folders.some((folder) => folder.uri.fsPath === uri.fsPath))
    workspace.updateWorkspaceFolders(folders.length, null, { uri });
  await commands.executeCommand('revealInExplorer', uri);
}

async function pickAny(connection: HostConnection, title: string): Promise<string | undefined> {
  const { worktrees } = requireSnapshot(connection);
  return (await pickWorktree(worktrees, title, 'This repository has no worktree.'))?.path;
}

async function pickOurs(connection: HostConnection): Promise<string | undefined> {
  const free = requireSnapshot(connection).worktrees.filter(
    ({ ours, sessionId }) => ours && sessionId === null,
  );
  const whenNone = 'There is no worktree to remove: each one is in use or was not made by parallel-cc.';
  return (await pickWorktree(free, 'Remove Which Worktree?', whenNone))?.path;
}

async function remove(connection: HostConnection, path: string): Promise<WorktreeOutcome | undefined> {
  try {
    return await connection.call('removeWorktree', { path, force: false });
  } catch (error) {
    const { code, message, details } = toCoordinatorError(error);
    if (code !== 'worktreeNotClean' || details['forceable'] !== true) throw error;
    const detail =
      'A snapshot of all it holds, untracked files included, is kept under refs/parallel-cc/trash.';
    if (!(await confirm(message, 'Snapshot and Remove', detail))) return undefined;
    return connection.call('removeWorktree', { path, force: true });
  }
}

async function confirm(question: string, action: string, detail: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, action)) === action;
}

function hasWork({ endedSessions, worktrees, leftovers }: CleanUpResult): boolean {
  const removed = worktrees.filter(({ outcome }) => outcome === 'removed');
  return endedSessions.length + removed.length + leftovers.length > 0;
}

function doneLines({ endedSessions, worktrees, leftovers }: CleanUpResult): string[] {
  const ended = endedSessions.map(({ name }) => `Session "${name}" ends: its process is gone.`);
  return [...ended, ...leftovers, ...reasons(worktrees, 'removed')];
}

function keptLines({ worktrees }: CleanUpResult): string[] {
  return reasons(worktrees, 'kept').map((line) => `Kept: ${line}`);
}

function reasons(worktrees: readonly WorktreeOutcome[], wanted: WorktreeOutcome['outcome']): string[] {
  return worktrees
    .filter(({ outcome }) => outcome === wanted)
    .map(({ path, reason }) => `${path}: ${reason}`);
}
