import { dirname } from 'node:path';
import type { Git } from '../../git/git';
import { importCommits } from '../../git/fastImport';
import { pathExists } from '../../pathExists';
import type { TakenSnapshot } from '../../snapshots/takeSnapshot';
import { trashRefs } from '../trash';
import type { OurWorktree } from './examine';
import { lockSentence } from './examine';

/** Says why git must not forget a worktree whose folder is not there; null when it may. */
export async function whyRemembered(worktree: OurWorktree): Promise<string | null> {
  const [lock] = lockSentence(worktree);
  if (lock !== undefined) return lock;
  const around = dirname(worktree.path);
  return (await pathExists(around)) ? null : `Its folder is not there, and neither is ${around}: a drive may be missing.`; // prettier-ignore
}

/** Keeps the commit that was checked out in a worktree whose folder is gone. @param git in the main worktree. */
export async function keepHead(git: Git, worktree: OurWorktree, now: number): Promise<TakenSnapshot> {
  const { name, head, branch } = worktree;
  const ref = `${trashRefs}/${name}/${new Date(now).toISOString().replace(/[-:.]/g, '')}`;
  const message = `Worktree "${name}", whose folder was gone`;
  const commits = Promise.resolve([{ message, parents: [head], onto: 'parent', paths: [] } as const]);
  const [made] = await importCommits(git, ref, commits, Math.floor(now / 1000));
  if (made === undefined) throw new Error(`Internal error: git said nothing of the commit for ${ref}`);
  return { ref, ...made, head, branch, leftOut: [] };
}
