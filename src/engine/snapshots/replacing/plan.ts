import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TreeFile } from '../treeDiff';

/** One file that is replaced, made or taken away. */
export interface Swap {
  /** From the top of the worktree, with `/`. */
  readonly path: string;
  readonly from: TreeFile | null;
  readonly to: TreeFile | null;
  /** Where its new content lies ready, from the folder of the replacement; null where it has none. */
  readonly source: string | null;
  /** The id of the bytes of the new content: another than that of `to` where git's filters change them. */
  readonly written: string | null;
}

/** All that a replacement does in one worktree, in this order. */
export interface Plan {
  /** The top of the worktree. */
  readonly root: string;
  /** Where what is new lies ready and what is old is kept, on the same file system. */
  readonly folder: string;
  readonly swaps: readonly Swap[];
  /** The folders that have to be made, from the top of the worktree. */
  readonly newFolders: readonly string[];
}

/** Where the file is kept that the swap of this number took away. */
export function keptPath({ folder }: Pick<Plan, 'folder'>, number: number): string {
  return join(folder, 'old', String(number));
}

/** Writes a plan into its folder; it is on disk then. */
export async function writePlan(plan: Plan): Promise<void> {
  const file = await open(planFile(plan.folder), 'wx');
  try {
    await file.writeFile(JSON.stringify(plan));
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Reads the plan in a folder; null when there is no whole one, so that nothing of it was begun. */
export async function readPlan(folder: string): Promise<Plan | null> {
  const text = await readFile(planFile(folder), 'utf8').catch(() => null);
  try {
    return text === null ? null : (JSON.parse(text) as Plan);
  } catch {
    return null;
  }
}

function planFile(folder: string): string {
  return join(folder, 'plan.json');
}
