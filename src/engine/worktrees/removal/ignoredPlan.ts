import type { SizedPath, Survey } from './survey';

/** What becomes of the ignored files of a worktree that is removed. */
export interface IgnoredPlan {
  /** Kept in the snapshot without a question. */
  readonly kept: readonly string[];
  /** Kept in it too, but so large that the user is asked first. */
  readonly large: readonly SizedPath[];
  /** Not kept, since it can be made again. */
  readonly reproducible: readonly SizedPath[];
}

/** The largest ignored file that is kept without a question, and the most of all together, in bytes. */
const largestFile = 1024 * 1024;
const mostTogether = 10 * 1024 * 1024;

/**
 * Decides on the ignored files: those that are work by their names are kept in any case, the others without a question
 * as long as there is room, the smallest first.
 * @param work files that are kept whatever their size.
 */
export function planIgnored(
  { ignoredFiles, reproducible }: Pick<Survey, 'ignoredFiles' | 'reproducible'>,
  work: readonly string[],
): IgnoredPlan {
  const named = new Set(work);
  const others = ignoredFiles.filter(({ path }) => !named.has(path)).sort(bySize);
  const kept: string[] = [...work];
  const large: SizedPath[] = [];
  let taken = 0;
  for (const file of others) {
    const fits = file.bytes <= largestFile && taken + file.bytes <= mostTogether;
    if (fits) {
      kept.push(file.path);
      taken += file.bytes;
    } else large.push(file);
  }
  return { kept, large, reproducible: [...reproducible].sort((one, other) => bySize(other, one)) };
}

function bySize(one: SizedPath, other: SizedPath): number {
  return one.bytes - other.bytes || (one.path < other.path ? -1 : 1);
}
