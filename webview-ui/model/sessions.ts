import type { SessionState } from '../../src/core/session';
import { snapshotReasons } from '../../src/core/sessionSnapshot';
import type { SessionView, Snapshot, SnapshotSummary } from '../../src/protocol/snapshot';
import { isResumedHere } from '../../src/protocol/snapshot';
import type { TreeAction, TreeNode } from '../tree/node';
import { makeNode } from '../tree/node';
import { conflictFileNode } from './conflicts';
import { claimNode } from './claims';
import { runActions, runNode } from './runs';

/** The states in words. */
export const stateWords: Readonly<Record<SessionState, string>> = {
  working: 'working',
  needsYou: 'needs you',
  idle: 'idle',
  stale: 'not heard of',
  done: 'ended',
};

/** How far a session is kept from what others hold, in words. */
const guardWords: Readonly<Record<NonNullable<SessionView['guard']>, string>> = {
  guarded: 'guarded: what it is about to write is checked first',
  watched: 'watched: what it writes is seen and can be put back',
  advisory: 'advisory: neither checked nor seen',
};

/** The row of a session: who it is and what it does, with all that belongs to it below. */
export function sessionNode(session: SessionView, snapshot: Snapshot): TreeNode {
  const words = stateWords[session.state];
  const needsYou = session.state === 'needsYou';
  return makeNode({
    key: `session:${session.id}`,
    icon: session.state,
    label: session.name,
    detail: needsYou && session.stateReason !== null ? session.stateReason : words,
    since: session.stateSince,
    badge: session.conflictCount > 0 ? { text: String(session.conflictCount), icon: 'conflict' } : null,
    title: [
      session.name,
      words,
      session.stateReason,
      session.branch,
      plural(session.conflictCount, 'conflict'),
    ]
      .filter((part) => part !== null)
      .join(', '),
    tone: needsYou ? 'attention' : session.state === 'done' ? 'quiet' : 'normal',
    actions: session.endedAt === null ? actionsOf(session) : endedActions(session),
    children:
      session.endedAt === null
        ? detailsOf(session, snapshot)
        : [...promptNode(session), ...runNode(session), ...historyNode(session)],
  });
}

function actionsOf(session: SessionView): TreeAction[] {
  const { id: sessionId, worktreePath: path } = session;
  return [
    ...runActions(session),
    { label: 'Open Worktree', intent: { kind: 'openWorktree', path } },
    { label: 'Open Terminal', intent: { kind: 'openTerminal', path } },
    { label: 'Show Changes', intent: { kind: 'diffSession', sessionId } },
    { label: 'Send Message…', intent: { kind: 'messageSession', sessionId } },
    ...resumeAction(session),
    { label: 'Show History…', intent: { kind: 'showHistory', sessionId } },
    { label: 'Bring Back a Snapshot…', intent: { kind: 'restoreSnapshot', sessionId } },
    { label: 'Copy Branch Name', intent: { kind: 'copyText', text: session.branch ?? session.name } },
    { label: 'End Session…', intent: { kind: 'endSession', sessionId } },
  ];
}

function endedActions(session: SessionView): TreeAction[] {
  const { id: sessionId } = session;
  return [
    ...runActions(session),
    ...resumeAction(session),
    { label: 'Show History…', intent: { kind: 'showHistory', sessionId } },
    { label: 'Copy Branch Name', intent: { kind: 'copyText', text: session.branch ?? session.name } },
  ];
}

function resumeAction(session: SessionView): TreeAction[] {
  const intent = { kind: 'resumeSession', sessionId: session.id } as const;
  return isResumedHere(session) ? [{ label: 'Resume', intent }] : [];
}

function detailsOf(session: SessionView, snapshot: Snapshot): TreeNode[] {
  const { id } = session;
  const target = session.targetBranch === null ? '' : ` → ${session.targetBranch}`;
  const conflicts = snapshot.conflicts.filter(
    ({ ours, theirs }) => ours.sessionId === id || theirs.sessionId === id,
  );
  return [
    ...promptNode(session),
    ...runNode(session),
    makeNode({
      key: `branch:${id}`,
      icon: 'branch',
      label: `${session.branch ?? 'detached HEAD'}${target}`,
      detail: session.guard === null ? session.agent : `${session.agent} · ${session.guard}`,
      title: session.guard === null ? session.agent : `${session.agent}, ${guardWords[session.guard]}`,
    }),
    makeNode({
      key: `worktree:${id}`,
      icon: 'worktree',
      label: session.worktreeName,
      detail: session.changedFiles === null ? '' : plural(session.changedFiles, 'changed file'),
      title: session.worktreePath,
      primary: { kind: 'diffSession', sessionId: id },
      actions: [{ label: 'Copy Path', intent: { kind: 'copyText', text: session.worktreePath } }],
    }),
    ...snapshot.claims
      .filter((claim) => claim.sessionId === id)
      .map((claim) => claimNode(claim, session.worktreePath, `of:${id}`)),
    ...conflicts.map((conflict) => conflictFileNode(conflict, `of:${id}`, id)),
    ...historyNode(session),
  ];
}

function historyNode({ id, snapshots }: SessionView): TreeNode[] {
  if (snapshots.length === 0) return [];
  const children = snapshots.map((snapshot) => snapshotNode(id, snapshot));
  return [makeNode({ key: `history:${id}`, icon: 'history', label: 'History', children })];
}

function snapshotNode(sessionId: string, { label, kind, time, prompt }: SnapshotSummary): TreeNode {
  const detail = [snapshotReasons[kind], prompt].filter((part) => part !== null).join(' · ');
  return makeNode({
    key: `snapshot:${sessionId}:${label}`,
    label,
    detail,
    since: time,
    title: `Snapshot ${label}, ${detail}`,
    primary: { kind: 'showHistory', sessionId, label },
    actions: [
      { label: 'Show Changes', intent: { kind: 'showHistory', sessionId, label } },
      { label: 'Bring Back…', intent: { kind: 'restoreSnapshot', sessionId, label } },
    ],
  });
}

function promptNode(session: SessionView): TreeNode[] {
  return session.prompt === null
    ? []
    : [
        makeNode({
          key: `prompt:${session.id}`,
          icon: 'prompt',
          label: session.prompt,
          actions: [{ label: 'Copy Prompt', intent: { kind: 'copyText', text: session.prompt } }],
        }),
      ];
}

/** Counts things in words: `1 conflict`, `2 conflicts`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
