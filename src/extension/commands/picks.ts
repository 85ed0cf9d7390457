import * as vscode from 'vscode';
import type { ClaimView, ConflictView, SessionView, Snapshot, WorktreeView } from '../../protocol/snapshot';
import type { RunView } from '../../protocol/runMethods';
import { isResumedHere } from '../../protocol/snapshot';
import { stateLabels } from '../statusText';

const noAgent = 'No agent is at work in this repository.';

type Item<T> = vscode.QuickPickItem & { readonly value: T };

/** Lets the user choose a session that has not ended; undefined when they do not, or there is none. */
export function pickSession(snapshot: Snapshot, title: string): Promise<SessionView | undefined> {
  const live = snapshot.sessions.filter(({ state }) => state !== 'done');
  return pick(live.map(sessionItem), title, noAgent);
}

/** Lets the user choose who is written to: one session, as is usual, or all or some of them; none when they do not. */
export async function pickRecipients(snapshot: Snapshot, title: string): Promise<readonly SessionView[]> {
  const live = snapshot.sessions.filter(({ state }) => state !== 'done');
  if (live.length === 1) return live;
  const each = live.map((session) => ({ ...sessionItem(session), value: [session] }));
  const all = { label: `$(organization) All ${live.length} Agents`, value: live };
  const several = { label: '$(checklist) Several Agents…', value: null };
  const groups = live.length > 2 ? [all, several] : live.length > 1 ? [all] : [];
  const chosen = await pick<readonly SessionView[] | null>([...each, ...groups], title, noAgent);
  return chosen === null ? pickSeveral(live, title) : (chosen ?? []);
}

async function pickSeveral(live: readonly SessionView[], title: string): Promise<readonly SessionView[]> {
  const options = { title, canPickMany: true, ignoreFocusOut: true, matchOnDescription: true } as const;
  const chosen = await vscode.window.showQuickPick(live.map(sessionItem), options);
  return chosen?.map(({ value }) => value) ?? [];
}

/** Lets the user choose a session, one that has ended too; see `everySession`. */
export function pickAnySession(
  sessions: readonly SessionView[],
  title: string,
): Promise<SessionView | undefined> {
  return pick(sessions.map(sessionItem), title, 'No agent has worked in this repository yet.');
}

/** Lets the user choose a session whose agent we can start again; see `everySession`. */
export function pickResumable(
  sessions: readonly SessionView[],
  title: string,
): Promise<SessionView | undefined> {
  const silent = sessions.filter(isResumedHere);
  return pick(
    silent.map(sessionItem),
    title,
    'No Claude Code session has ended or lost its agent: there is nothing to resume.',
  );
}

/** Lets the user choose a session that is a run in a sandbox. */
export function pickRun(
  snapshot: Snapshot,
  title: string,
  isMeant: (run: RunView) => boolean,
): Promise<SessionView | undefined> {
  const runs = snapshot.sessions.filter(({ run }) => run !== null && isMeant(run));
  return pick(runs.map(sessionItem), title, 'There is no such run in a sandbox.');
}

/** Lets the user choose a worktree. */
export function pickWorktree(
  worktrees: readonly WorktreeView[],
  title: string,
  whenNone: string,
): Promise<WorktreeView | undefined> {
  const items = worktrees.map((value) => ({
    value,
    label: `$(folder) ${value.name}`,
    description: value.branch ?? 'detached HEAD',
    detail: value.keptBecause ?? value.path,
  }));
  return pick(items, title, whenNone);
}

/** Lets the user choose a predicted conflict. */
export function pickConflict(snapshot: Snapshot, title: string): Promise<ConflictView | undefined> {
  const items = snapshot.conflicts.map((value) => ({
    value,
    label: `$(warning) ${value.path}`,
    description: `${value.ours.label} ↔ ${value.theirs.label}`,
    detail: value.summary,
  }));
  return pick(items, title, 'Nothing would conflict if the sessions merged now.');
}

/** Lets the user choose a claim. */
export function pickClaim(snapshot: Snapshot, title: string): Promise<ClaimView | undefined> {
  const items = snapshot.claims.map((value) => ({
    value,
    label: `$(lock-small) ${value.label}`,
    description: `${value.mode} · ${value.holder}`,
    ...(value.reason === null ? {} : { detail: value.reason }),
  }));
  return pick(items, title, 'No file is claimed.');
}

/** A quick pick's entry for a session. */
export function sessionItem(value: SessionView): Item<SessionView> {
  const detail = value.stateReason ?? value.prompt;
  return {
    value,
    label: `${value.state === 'needsYou' ? '$(bell-dot)' : '$(hubot)'} ${value.name}`,
    description: [stateLabels[value.state], value.branch ?? 'detached HEAD'].join(' · '),
    ...(detail === null ? {} : { detail }),
  };
}

async function pick<T>(items: readonly Item<T>[], title: string, whenNone: string): Promise<T | undefined> {
  if (items.length === 0) {
    void vscode.window.showInformationMessage(whenNone);
    return undefined;
  }
  const options = { title, matchOnDescription: true, matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.value;
}
