import { gitTooOld, requiredGitVersion } from '../../core/errors';
import type { Git } from './git';

/**
 * Makes sure that git is there and new enough, and returns its version, for example `2.39.5`.
 * @throws CoordinatorError `gitMissing`, `gitTooOld`.
 */
export async function requireGit(git: Git): Promise<string> {
  const said = await git.run(['--version']);
  const version = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(said.stdout)?.[0] ?? '0.0.0';
  if (compareVersions(version, requiredGitVersion) < 0) throw gitTooOld(version);
  return version;
}

/** Compares dotted version numbers: negative when `one` is older, 0 when equal, positive when newer. */
export function compareVersions(one: string, other: string): number {
  const left = one.split('.').map(Number);
  const right = other.split('.').map(Number);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
