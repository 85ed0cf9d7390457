import type { ConflictView, SessionView, Snapshot, WorktreeView } from '../src/protocol/snapshot';
import { breachNodes } from './model/breaches';
import { conflictNodes } from './model/conflicts';
import { sessionNode } from './model/sessions';
import { claimNodes, worktreeNodes } from './model/claims';
import type { TreeNode } from './tree/node';
import { makeNode } from './tree/node';

/** What the header counts. */
export interface Counts {
  readonly sessions: number;
  readonly needYou: number;
  readonly conflicts: number;
}

/** Counts what the user should know at a glance. */
export function countOf(snapshot: Snapshot): Counts {
  const live = liveSessions(snapshot);
  return {
    sessions: live.length,
    needYou: live.filter(({ state }) => state === 'needsYou').length,
    conflicts: snapshot.conflicts.length,
  };
}

/** Sessions that have not ended, those that need the user first. */
export function liveSessions(snapshot: Snapshot): SessionView[] {
  const rank = (session: SessionView): number =>
    session.state === 'needsYou' ? 0 : session.state === 'stale' ? 2 : 1;
  return snapshot.sessions
    .filter(({ endedAt }) => endedAt === null)
    .sort((one, other) => rank(one) - rank(other));
}

/** Makes the tree of a snapshot. Sections that have nothing to show are left out. */
export function buildTree(snapshot: Snapshot): TreeNode[] {
  const live = liveSessions(snapshot);
  const ended = snapshot.sessions.filter(({ endedAt }) => endedAt !== null);
  const worktrees = snapshot.worktrees.filter((worktree) => isOfInterest(worktree));
  return [
    section('Sessions', live.map((session) => sessionNode(session, snapshot)), true), // prettier-ignore
    section('Conflicts', conflictNodes(snapshot.conflicts), true),
    section('Written although held', breachNodes(snapshot.breaches), true),
    section('Claims', claimNodes(snapshot), true),
    section('Other worktrees', worktreeNodes(worktrees), false),
    section('Recently ended', ended.map((session) => sessionNode(session, snapshot)), false), // prettier-ignore
  ].filter(({ children }) => children.length > 0);
}

/** Keeps the rows that match a text, with the rows above and below them. */
export function filterTree(nodes: readonly TreeNode[], text: string): TreeNode[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [...nodes];
  const keep = (node: TreeNode): TreeNode[] => {
    if (`${node.label} ${node.detail} ${node.title}`.toLowerCase().includes(wanted)) return [node];
    const children = node.children.flatMap(keep);
    return children.length === 0 ? [] : [{ ...node, children, expandedAtFirst: true }];
  };
  return nodes.flatMap((section) => {
    const children = section.children.flatMap(keep);
    return children.length === 0 ? [] : [{ ...section, children, expandedAtFirst: true }];
  });
}

/** Counts what a filter has found, without the headings above it. */
export function countMatches(found: readonly TreeNode[]): number {
  return found.reduce((sum, { children }) => sum + children.length, 0);
}

/** Says what has come up between two snapshots that a listener should hear of; empty when nothing has. */
export function describeNews(before: Snapshot | null, after: Snapshot): string {
  if (before === null) return '';
  const asked = liveSessions(after).filter(({ id, state }) => state === 'needsYou' && before.sessions.find((old) => old.id === id)?.state !== 'needsYou'); // prettier-ignore
  const known = new Set(before.conflicts.map(({ id }) => id));
  const fresh = after.conflicts.filter((conflict: ConflictView) => !known.has(conflict.id));
  return [
    ...asked.map(({ name }) => `${name} needs you.`),
    ...fresh.map(({ summary }) => `New conflict: ${summary}`),
  ].join(' ');
}

function section(label: string, children: readonly TreeNode[], expandedAtFirst: boolean): TreeNode {
  return makeNode({
    key: `section:${label}`,
    label,
    badge: { text: String(children.length), icon: null },
    title: `${label}, ${children.length}`,
    expandedAtFirst,
    children,
  });
}

function isOfInterest(worktree: WorktreeView): boolean {
  return worktree.sessionId === null && (!worktree.isMain || worktree.keptBecause !== null);
}
