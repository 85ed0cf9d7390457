import { resolve } from 'node:path';
import type { Snapshot, WorktreeView } from '../../protocol/snapshot';
import type { CommandContext, CommandResult } from '../context';
import { withHost } from '../host';
import { table } from '../output/table';
import { describeOutcome } from './release';
import { lowerFirst, printable, shellWord } from '../output/text';

/** Lists the repository's worktrees. JSON: `{ worktrees: WorktreeView[] }`. */
export async function listWorktrees(context: CommandContext): Promise<CommandResult> {
  const snapshot = await withHost(context, (host) => host.call('getSnapshot', { fresh: false }));
  return { json: { worktrees: snapshot.worktrees }, text: describeWorktrees(snapshot, context) };
}

/** Removes a worktree that was made for a session. JSON: `WorktreeOutcome`. */
export async function removeWorktree(
  context: CommandContext,
  reference: string,
  options: { readonly force?: boolean },
): Promise<CommandResult> {
  const outcome = await withHost(context, async (host) => {
    const { worktrees } = await host.call('getSnapshot', { fresh: false });
    const named = worktrees.find((worktree) => worktree.name === reference);
    const path = named?.path ?? resolve(context.cwd, reference);
    return host.call('removeWorktree', { path, force: options.force === true });
  });
  return { json: outcome, text: describeOutcome(outcome) };
}

function describeWorktrees({ worktrees, sessions }: Snapshot, { style, columns }: CommandContext): string {
  const names = new Map(sessions.map((session) => [session.id, session.name]));
  const rows = worktrees.map((worktree) => [
    printable(worktree.name),
    printable(worktree.sessionId === null ? '–' : (names.get(worktree.sessionId) ?? '–')),
    printable(worktree.branch ?? '(detached)'),
    worktree.head.slice(0, 8),
    remark(worktree),
    printable(worktree.path),
  ]);
  const head = ['WORKTREE', 'SESSION', 'BRANCH', 'HEAD', '', 'PATH'].map((title) => style.faint(title));
  return [table([head, ...rows], columns), ...keptLines(worktrees)].join('\n');
}

function remark(worktree: WorktreeView): string {
  if (worktree.isMain) return 'main';
  if (worktree.prunable) return 'folder is gone';
  if (worktree.locked) return 'locked';
  return worktree.ours ? 'ours' : '';
}

function keptLines(worktrees: readonly WorktreeView[]): string[] {
  const kept = worktrees.filter((worktree) => worktree.keptBecause !== null);
  if (kept.length === 0) return [];
  return [
    '',
    ...kept.map(
      ({ name, keptBecause }) => `${printable(name)} was kept: ${lowerFirst(printable(keptBecause ?? ''))}`,
    ),
    `Remove one with: parallel-cc worktrees remove ${shellWord(kept[0]?.name ?? 'NAME')} [--force]`,
  ];
}
