import * as vscode from 'vscode';
import type { ConflictView, SessionView, Snapshot } from '../../protocol/snapshot';
import { commandIds } from '../commandIds';
import { sessionItem } from './picks';

type Action = () => Thenable<unknown>;
type Item = vscode.QuickPickItem & { readonly run?: Action };

/** Shows who works where and what would conflict; resolves with what the user chose to do. */
export async function pickStatus(snapshot: Snapshot): Promise<Action | undefined> {
  const live = snapshot.sessions.filter(({ state }) => state !== 'done');
  const items: Item[] = [
    ...section('Agents', live.map(sessionEntry)),
    ...section('Would conflict', snapshot.conflicts.map(conflictEntry)),
    ...section('Do', [
      { label: '$(add) Start an Agent in a New Worktree', run: () => execute(commandIds.startAgent) },
      { label: '$(list-tree) Show Dashboard', run: () => execute(commandIds.showDashboard) },
    ]),
  ];
  const title = `parallel-cc: ${snapshot.repository.name}`;
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true }))
    ?.run;
}

function section(label: string, items: readonly Item[]): Item[] {
  return items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

function sessionEntry(session: SessionView): Item {
  const target = { kind: 'session', sessionId: session.id };
  return { ...sessionItem(session), run: () => execute(commandIds.showDashboard, target) };
}

function conflictEntry({ id, path, ours, theirs, summary }: ConflictView): Item {
  return {
    label: `$(warning) ${path}`,
    description: `${ours.label} ↔ ${theirs.label}`,
    detail: summary,
    run: () => execute(commandIds.compareConflict, id),
  };
}

function execute(command: string, ...args: readonly unknown[]): Thenable<unknown> {
  return vscode.commands.executeCommand(command, ...args);
}
