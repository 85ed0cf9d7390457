import type { ClaimView, Snapshot, WorktreeView } from '../../src/protocol/snapshot';
import type { DashboardIntent } from '../../src/protocol/webview';
import type { TreeNode } from '../tree/node';
import { makeNode, wordFile } from '../tree/node';

/** Claims by file: one row where one session has it, otherwise a row for each below the file's. */
export function claimNodes(snapshot: Snapshot): TreeNode[] {
  const byPath = new Map<string, ClaimView[]>();
  for (const claim of snapshot.claims) byPath.set(claim.label, [...(byPath.get(claim.label) ?? []), claim]);
  const worktreeOf = (claim: ClaimView): string =>
    snapshot.sessions.find(({ id }) => id === claim.sessionId)?.worktreePath ?? snapshot.repository.root;
  return [...byPath].map(([path, claims]) => {
    const [first] = claims;
    const names = claims.map((claim) => `${claim.holder} (${claim.mode})`).join(', ');
    if (claims.length === 1 && first !== undefined)
      return {
        ...claimNode(first, worktreeOf(first), 'file'),
        ...wordFile(path, first.holder, first.mode),
      };
    return makeNode({
      key: `claimed:${path}`,
      icon: 'claim',
      ...wordFile(path, claims.map(({ holder }) => holder).join(', ')),
      title: `${path}, claimed by ${names}`,
      children: claims.map((claim) => ({
        ...claimNode(claim, worktreeOf(claim), 'file'),
        label: claim.holder,
        detail: claim.mode,
      })),
    });
  });
}

/** The row of a claim. */
export function claimNode(claim: ClaimView, worktreePath: string, place: string): TreeNode {
  const reason = claim.reason === null ? '' : `, ${claim.reason}`;
  return makeNode({
    key: `claim:${place}:${claim.id}`,
    icon: 'claim',
    ...wordFile(claim.label, claim.mode),
    since: claim.acquiredAt,
    title: `${claim.label}, claimed by ${claim.holder}, ${claim.mode}${reason}`,
    ...(isInFile(claim) ? { primary: openFile(claim, worktreePath) } : {}),
    actions: [
      ...(isInFile(claim) ? [{ label: 'Open File', intent: openFile(claim, worktreePath) }] : []),
      { label: 'Release Claim', intent: { kind: 'releaseClaim', claimId: claim.id } },
      { label: `Message ${claim.holder}…`, intent: { kind: 'messageSession', sessionId: claim.sessionId } },
    ],
  });
}

function isInFile({ kind }: ClaimView): boolean {
  return kind === 'file' || kind === 'symbol';
}

function openFile({ path }: ClaimView, worktreePath: string): DashboardIntent {
  return { kind: 'openFile', worktreePath, path, line: null };
}

/** Worktrees without a session: kept ones with the reason, and those made by other means. */
export function worktreeNodes(worktrees: readonly WorktreeView[]): TreeNode[] {
  return worktrees.map((worktree) =>
    makeNode({
      key: `other:${worktree.path}`,
      icon: 'worktree',
      label: worktree.name,
      detail:
        worktree.keptBecause ??
        (worktree.prunable ? 'its folder is gone' : (worktree.branch ?? 'detached HEAD')),
      title: [worktree.path, worktree.branch, worktree.keptBecause]
        .filter((part) => part !== null)
        .join(', '),
      tone: 'quiet',
      primary: { kind: 'openWorktree', path: worktree.path },
      actions: [
        { label: 'Open Worktree', intent: { kind: 'openWorktree', path: worktree.path } },
        { label: 'Open Terminal', intent: { kind: 'openTerminal', path: worktree.path } },
        ...(worktree.ours
          ? [{ label: 'Remove Worktree…', intent: { kind: 'removeWorktree', path: worktree.path } } as const]
          : []),
      ],
    }),
  );
}
