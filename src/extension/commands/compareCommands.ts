import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { LineRange } from '../../core/conflict';
import type { ConflictView } from '../../protocol/snapshot';
import type { HostConnection } from '../connection/hostConnection';
import { requireConflict, requireSession, requireSnapshot } from '../connection/requireSnapshot';
import { hostDocumentUri } from '../editor/hostDocuments';
import type { CommandHandlers } from './commandTable';
import { pickConflict, pickSession } from './picks';

/** The commands that show differences. */
export function compareCommands(
  connection: HostConnection,
): Pick<CommandHandlers, 'diffSession' | 'compareConflict'> {
  return {
    async diffSession(sessionId) {
      const snapshot = requireSnapshot(connection);
      const session =
        sessionId === undefined
          ? await pickSession(snapshot, 'Show the Changes of Which Session?')
          : requireSession(snapshot, sessionId);
      if (session !== undefined) await showChanges(connection, session.id, session.name);
    },
    async compareConflict(conflictId, region = 0, worktreePath) {
      const snapshot = requireSnapshot(connection);
      const conflict =
        conflictId === undefined
          ? await pickConflict(snapshot, 'Compare Which Conflict?')
          : requireConflict(snapshot, conflictId);
      if (conflict !== undefined) await compare(conflict, region, worktreePath);
    },
  };
}

async function showChanges(connection: HostConnection, session: string, name: string): Promise<void> {
  const { base, worktreePath, files } = await connection.call('getChangedFiles', { session });
  if (files.length === 0)
    return void vscode.window.showInformationMessage(`${name} has changed no file yet.`);
  const resources = files.map((path) => {
    const file = join(worktreePath, path);
    const now = existsSync(file) ? vscode.Uri.file(file) : undefined;
    return [vscode.Uri.file(file), hostDocumentUri({ kind: 'base', session, path }), now];
  });
  await vscode.commands.executeCommand('vscode.changes', `${name} since ${base.slice(0, 8)}`, resources);
}

type Side = 'ours' | 'theirs';

// The side that the user looks from is on the right, where the diff editor lets them type.
async function compare(
  conflict: ConflictView,
  region: number,
  worktreePath: string | undefined,
): Promise<void> {
  const own: Side =
    conflict.theirs.worktreePath !== null && conflict.theirs.worktreePath === worktreePath
      ? 'theirs'
      : 'ours';
  const other: Side = own === 'ours' ? 'theirs' : 'ours';
  // Where a new use breaks with a definition elsewhere, there is nothing to compare: both places are shown.
  if (conflict.kind === 'semantic') return showBoth(conflict, own, other, region);
  const title = `${conflict.path}: ${conflict[other].label} ↔ ${conflict[own].label}`;
  const range = conflict.regions[region]?.[own];
  const options = range === undefined ? {} : { selection: toSelection(range) };
  await vscode.commands.executeCommand(
    'vscode.diff',
    sideUri(conflict, other),
    sideUri(conflict, own),
    title,
    options,
  );
}

async function showBoth(conflict: ConflictView, own: Side, other: Side, region: number): Promise<void> {
  for (const side of [own, other]) {
    const range = conflict.regions[region]?.[side];
    const options = range === undefined ? {} : { selection: toSelection(range) };
    const column = side === own ? vscode.ViewColumn.One : vscode.ViewColumn.Two;
    await vscode.window.showTextDocument(sideUri(conflict, side), { ...options, preview: false, viewColumn: column }); // prettier-ignore
  }
}

function sideUri(conflict: ConflictView, side: Side): vscode.Uri {
  const path = side === 'ours' ? conflict.oursPath : conflict.theirsPath;
  const { worktreePath } = conflict[side];
  if (worktreePath !== null && path !== null) {
    const file = join(worktreePath, path);
    if (existsSync(file)) return vscode.Uri.file(file);
  }
  return hostDocumentUri({ kind: 'conflict', conflict: conflict.id, side, path: path ?? conflict.path });
}

function toSelection({ start }: LineRange): vscode.Range {
  return new vscode.Range(start, 0, start, 0);
}
