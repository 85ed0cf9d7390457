import { resolve } from 'node:path';
import { byteSize } from '../../core/byteSize';
import { landedAsCopy } from '../../core/landing';
import type { WorktreeReport } from '../../protocol/results';
import type { CommandContext, CommandResult } from '../context';
import { withHost } from '../host';
import { table } from '../output/table';
import { lowerFirst, printable, shellWord } from '../output/text';
import { describePlan } from './cleanup';
import { describeOutcome } from './release';

/** The options of `worktrees remove`. */
export interface RemoveOptions {
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

/** Lists the repository's worktrees with their sizes and what is in them. JSON: `{ worktrees: WorktreeReport[] }`. */
export async function listWorktrees(context: CommandContext): Promise<CommandResult> {
  const result = await withHost(context, (host) => host.call('inspectWorktrees', {}));
  return { json: result, text: describeWorktrees(result.worktrees, context) };
}

/** Removes a worktree that was made for a session. JSON: `WorktreeOutcome`. */
export async function removeWorktree(
  context: CommandContext,
  reference: string,
  options: RemoveOptions,
): Promise<CommandResult> {
  const dryRun = options.dryRun === true;
  const outcome = await withHost(context, async (host) => {
    const { worktrees } = await host.call('getSnapshot', { fresh: false });
    const named = worktrees.find((worktree) => worktree.name === reference);
    const path = named?.path ?? resolve(context.cwd, reference);
    return host.call('removeWorktree', { path, force: options.force === true, dryRun });
  });
  return { json: outcome, text: dryRun ? describePlan(outcome) : describeOutcome(outcome) };
}

function describeWorktrees(worktrees: readonly WorktreeReport[], { style, columns }: CommandContext): string {
  const rows = worktrees.map(({ name, branch, head, sizeBytes, says, path }) => [
    printable(name),
    printable(branch ?? '(detached)'),
    head.slice(0, 8),
    sizeBytes === null ? '–' : byteSize(sizeBytes),
    printable(says),
    printable(path),
  ]);
  const head = ['WORKTREE', 'BRANCH', 'HEAD', 'SIZE', '', 'PATH'].map((title) => style.faint(title));
  return [table([head, ...rows], columns), ...offerLines(worktrees), ...keptLines(worktrees)].join('\n');
}

function offerLines(worktrees: readonly WorktreeReport[]): string[] {
  const merged = worktrees.filter(({ state }) => state === 'merged');
  if (merged.length === 0) return [];
  const bytes = merged.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
  const copies = merged.some(({ landing }) => landing !== null && landedAsCopy(landing));
  const names = merged.map(({ name }) => printable(name)).join(', ');
  return ['', `Merged: ${names}. Free ${byteSize(bytes)} with: parallel-cc cleanup${copies ? ' --merged' : ''}`]; // prettier-ignore
}

function keptLines(worktrees: readonly WorktreeReport[]): string[] {
  const kept = worktrees.filter(({ keptBecause, sessionId }) => keptBecause !== null && sessionId === null);
  if (kept.length === 0) return [];
  return [
    '',
    ...kept.map(
      ({ name, keptBecause }) => `${printable(name)} was kept: ${lowerFirst(printable(keptBecause ?? ''))}`,
    ),
    `Remove one with: parallel-cc worktrees remove ${shellWord(kept[0]?.name ?? 'NAME')} [--force]`,
  ];
}
