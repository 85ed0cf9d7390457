import type { SizedPath, Survey } from './survey';

/** What becomes of the ignored files of a worktree that is removed. */
export interface IgnoredPlan {
  /** Kept in the snapshot. */
  readonly kept: readonly string[];
  /** Not kept, since it can be made again. */
  readonly reproducible: readonly SizedPath[];
  /** Not kept, although nothing says that it can be made again: too large. */
  readonly lost: readonly SizedPath[];
}

/** The largest ignored file that is kept, and the most of all together, in bytes. */
const largestFile = 1024 * 1024;
const mostTogether = 10 * 1024 * 1024;

/**
 * Decides which ignored files a snapshot takes: those that are work by their names in any case, then the smallest
 * first, as long as there is room.
 * @param work files that are kept whatever their size.
 */
export function planIgnored(
  { ignoredFiles, reproducible }: Pick<Survey, 'ignoredFiles' | 'reproducible'>,
  work: readonly string[],
): IgnoredPlan {
  const named = new Set(work);
  const others = ignoredFiles.filter(({ path }) => !named.has(path)).sort(bySize);
  const kept: string[] = [...work];
  const lost: SizedPath[] = [];
  let taken = 0;
  for (const file of others) {
    const fits = file.bytes <= largestFile && taken + file.bytes <= mostTogether;
    if (fits) {
      kept.push(file.path);
      taken += file.bytes;
    } else lost.push(file);
  }
  return { kept, reproducible: [...reproducible].sort((one, other) => bySize(other, one)), lost };
}

function bySize(one: SizedPath, other: SizedPath): number {
  return one.bytes - other.bytes || (one.path < other.path ? -1 : 1);
}
