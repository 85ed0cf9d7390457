import { join } from 'node:path';
import * as vscode from 'vscode';
import { toCoordinatorError } from '../../core/errors';
import { snapshotReasons } from '../../core/sessionSnapshot';
import type { MethodParams } from '../../protocol/methods';
import type { FileChange, RestoreResult, SnapshotView, UndoResult } from '../../protocol/results';
import type { SessionView } from '../../protocol/snapshot';
import type { HostConnection } from '../connection/hostConnection';
import { everySession, requireSession, requireSnapshot } from '../connection/requireSnapshot';
import { hostDocumentUri } from '../editor/hostDocuments';
import { errorText } from '../translateError';
import type { CommandHandlers } from './commandTable';
import { pickAnySession } from './picks';

/** The commands that show what sessions did and take it back. */
export function timelineCommands(
  connection: HostConnection,
): Pick<CommandHandlers, 'showHistory' | 'restoreSnapshot' | 'undo'> {
  return {
    async showHistory(sessionId, label) {
      const session = await choose(connection, sessionId, 'Show the History of Which Session?');
      const chosen = session && (await chooseSnapshot(connection, session, label, 'See What Changed in…'));
      if (session !== undefined && chosen !== undefined) await showChanges(session, chosen);
    },
    async restoreSnapshot(sessionId, label) {
      const session = await choose(connection, sessionId, 'Bring Back a Snapshot of Which Session?');
      const chosen = session && (await chooseSnapshot(connection, session, label, 'Bring Back…'));
      if (session !== undefined && chosen !== undefined) await restore(connection, session, chosen.label);
    },
    async undo(operation) {
      const shown = await previewUndo(connection, operation ?? null);
      if (shown === undefined) return;
      const { operation: found, effects, plan, force } = shown;
      const detail = effects.flatMap(({ summary, changes }) => [summary, ...listFiles(changes)]).join('\n');
      if ((await ask(`Undo this? ${found.summary}`, detail, 'Undo')) === undefined) return;
      await connection.call('undoOperation', { operation: found.id, dryRun: false, force, plan });
      vscode.window.setStatusBarMessage('$(discard) Undone', 5000);
    },
  };
}

// What was changed since is only put back when the user has been asked about just that.
async function previewUndo(
  connection: HostConnection,
  operation: number | null,
): Promise<(UndoResult & { readonly force: boolean }) | undefined> {
  try {
    const shown = await connection.call('undoOperation', { operation, dryRun: true, force: false });
    return { ...shown, force: false };
  } catch (thrown) {
    const { details, message } = toCoordinatorError(thrown);
    if (details['changedSince'] === undefined) throw thrown;
    const detail = 'What is there now is kept as a snapshot first.';
    if ((await ask(message, detail, 'Undo All the Same')) === undefined) return undefined;
    const shown = await connection.call('undoOperation', { operation, dryRun: true, force: true });
    return { ...shown, force: true };
  }
}

async function choose(
  connection: HostConnection,
  sessionId: string | undefined,
  title: string,
): Promise<SessionView | undefined> {
  if (sessionId !== undefined) return requireSession(requireSnapshot(connection), sessionId);
  return pickAnySession(await everySession(connection), title);
}

type SnapshotItem = vscode.QuickPickItem & { readonly snapshot: SnapshotView };

async function chooseSnapshot(
  connection: HostConnection,
  session: SessionView,
  label: string | undefined,
  title: string,
): Promise<SnapshotView | undefined> {
  const { snapshots } = await connection.call('listSnapshots', { session: session.id });
  if (label !== undefined) return snapshots.find((snapshot) => snapshot.label === label);
  if (snapshots.length === 0) {
    const text = `There are no snapshots of ${session.name} yet. One is taken at the end of every turn.`;
    return void vscode.window.showInformationMessage(text);
  }
  const items = [...snapshots].reverse().map(snapshotItem);
  const options = { title: `${session.name}: ${title}`, matchOnDescription: true, matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.snapshot;
}

function snapshotItem(snapshot: SnapshotView): SnapshotItem {
  const { label, time, kind, changes, prompt } = snapshot;
  const changed = changes.length === 1 ? '1 file' : `${changes.length === 0 ? 'no' : changes.length} files`;
  return {
    snapshot,
    label: `$(history) ${label}`,
    description: `${snapshotReasons[kind]} · ${changed} · ${new Date(time).toLocaleString()}`,
    ...(prompt === null ? {} : { detail: prompt }),
  };
}

async function showChanges(session: SessionView, { label, changes }: SnapshotView): Promise<void> {
  if (changes.length === 0)
    return void vscode.window.showInformationMessage(`Nothing changed in ${session.name}@${label}.`);
  const resources = changes.map(({ path, change }) => {
    const side = (which: 'before' | 'after'): vscode.Uri =>
      hostDocumentUri({ kind: 'snapshot', session: session.id, label, side: which, path });
    return [
      vscode.Uri.file(join(session.worktreePath, path)),
      change === 'added' ? undefined : side('before'),
      change === 'deleted' ? undefined : side('after'),
    ];
  });
  await vscode.commands.executeCommand('vscode.changes', `${session.name}@${label}`, resources);
}

const intoWorktree = 'Bring Back';
const intoNew = 'In a New Worktree';
const makeIt = 'Make It';
const allTheSame = 'Bring Back All the Same';

async function restore(connection: HostConnection, session: SessionView, label: string): Promise<void> {
  const run: RunRestore = (options) =>
    connection.call('restoreSnapshot', { ...plain, session: session.id, label, ...options });
  const { changes, submodules, plan } = await run({ dryRun: true });
  const detail =
    changes.length === 0
      ? 'The worktree is as it was then.'
      : ['What is there now is kept as a snapshot first.', '', ...listFiles(changes), ...submodules.map((path) => `Submodule ${path} stays as it is.`)].join('\n'); // prettier-ignore
  const actions = changes.length === 0 ? [intoNew] : [intoWorktree, intoNew];
  const action = await ask(`Bring back ${session.name}@${label}?`, detail, ...actions);
  if (action === intoNew) await restoreIntoNew(session, label, run);
  else if (action === intoWorktree)
    await tellRestored(await runOrForce((options) => run({ ...options, plan })));
}

type RunRestore = (options: Partial<MethodParams<'restoreSnapshot'>>) => Promise<RestoreResult>;

async function restoreIntoNew(session: SessionView, label: string, run: RunRestore): Promise<void> {
  const { changes, submodules, plan, worktreePath, newWorktree } = await run({ into: 'new', dryRun: true });
  const detail = [
    `${worktreePath}, on branch ${newWorktree?.branch ?? ''}, at the commit that the snapshot was taken on.`,
    '',
    ...(changes.length === 0 ? ['No file in it differs from that commit.'] : listFiles(changes)),
    ...submodules.map((path) => `Submodule ${path} is at the commit that this one names.`),
  ].join('\n');
  const question = `Make a new worktree of ${session.name}@${label}?`;
  if ((await ask(question, detail, makeIt)) !== undefined) await tellNew(await run({ into: 'new', plan }));
}

const plain = { paths: [] as string[], into: 'worktree', dryRun: false, force: false } as const;

async function runOrForce(run: RunRestore): Promise<RestoreResult | undefined> {
  try {
    return await run({});
  } catch (error) {
    if (toCoordinatorError(error).code !== 'sessionAtWork') throw error;
    return (await ask(errorText(error), '', allTheSame)) === undefined ? undefined : run({ force: true });
  }
}

async function tellRestored(result: RestoreResult | undefined): Promise<void> {
  if (result === undefined) return;
  const files = result.changes.length === 1 ? '1 file is' : `${result.changes.length} files are`;
  const action = await vscode.window.showInformationMessage(
    `${files} as in snapshot ${result.label}.`,
    'Undo',
  );
  if (action === 'Undo') await vscode.commands.executeCommand('parallel-cc.undo', result.operation);
}

async function tellNew({ worktreePath, operation, newWorktree }: RestoreResult): Promise<void> {
  const text = [`The snapshot is in ${worktreePath}.`, ...(newWorktree?.warnings ?? [])].join(' ');
  const action = await vscode.window.showInformationMessage(text, 'Open', 'Undo');
  if (action === 'Open') await vscode.commands.executeCommand('parallel-cc.openWorktree', worktreePath);
  if (action === 'Undo') await vscode.commands.executeCommand('parallel-cc.undo', operation);
}

const mostListed = 20;

function listFiles(changes: readonly FileChange[]): string[] {
  const letter = { added: '+', deleted: '−', changed: '•' } as const;
  const lines = changes.slice(0, mostListed).map(({ path, change }) => `${letter[change]} ${path}`);
  return changes.length > mostListed ? [...lines, `and ${changes.length - mostListed} more`] : lines;
}

async function ask(question: string, detail: string, ...actions: string[]): Promise<string | undefined> {
  return vscode.window.showWarningMessage(question, { modal: true, detail }, ...actions);
}
