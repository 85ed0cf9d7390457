import type { Git } from '../../git/git';
import { retryWhileLocked } from '../../git/retry';
import { pathExists } from '../../pathExists';
import type { Worktrees } from '../worktrees';
import type { Aside, Asides } from './asides';
import type { Undeleted } from './deleteFolder';
import { describeLeft } from './describeRemoval';

/** What finishing removals needs of the engine. */
export interface LeftoverParts {
  /** In the main worktree. */
  readonly git: Git;
  readonly worktrees: Worktrees;
  readonly asides: Asides;
}

/** What is left of removed worktrees: folders to delete, and what git keeps of them. */
export class Leftovers {
  constructor(private readonly parts: LeftoverParts) {}

  /** What could not be deleted yet, a sentence each. */
  sentences(): string[] {
    return this.parts.asides.all().map(({ folder, path }) => `What was left when worktree ${path} was removed is still in ${folder}.`); // prettier-ignore
  }

  /** Ends removals that were cut short, or could not delete everything; returns a sentence for each. */
  async finish(): Promise<string[]> {
    const told: string[] = [];
    for (const aside of this.parts.asides.all()) {
      const sentence = await this.finishOne(aside);
      if (sentence !== null) told.push(sentence);
    }
    return told;
  }

  /** Lets git forget a removed worktree and deletes its folder; what cannot be done is tried again another time. */
  async clear(aside: Aside): Promise<Undeleted[]> {
    const isForgotten = await this.forget(aside.path);
    const left = await this.parts.asides.delete(aside);
    if (isForgotten && left.length === 0) await this.parts.asides.forget(aside);
    return left;
  }

  /**
   * Lets git forget a worktree whose folder is gone; returns whether it did. Where something has taken the place of the
   * folder nothing is done.
   */
  async forget(path: string): Promise<boolean> {
    const { git, worktrees } = this.parts;
    const listed = (await worktrees.refresh()).find((worktree) => worktree.path === path);
    if (listed === undefined || (await pathExists(path))) return true;
    const args = ['worktree', 'remove', '--force', '--', path];
    const isDone = worktrees.alone(() => retryWhileLocked(() => git.run(args))).then(() => true, () => false); // prettier-ignore
    await isDone;
    await worktrees.refresh();
    return isDone;
  }

  private async finishOne(aside: Aside): Promise<string | null> {
    const { folder, path, removed } = aside;
    const { asides } = this.parts;
    const isThere = await asides.isThere(aside);
    if (!removed && !isThere) {
      await asides.forget(aside);
      return null;
    }
    if (!removed)
      return (await asides.moveBack(aside))
        ? `The removal of worktree ${path} had been interrupted; it is there as it was.`
        : `Worktree ${path} is in ${folder}, since something else has taken its place.`;
    const left = await this.clear(aside);
    if (left.length > 0) return `What was left when worktree ${path} was removed is still in ${folder}: ${describeLeft(left)} cannot be deleted.`; // prettier-ignore
    return isThere ? `What was left when worktree ${path} was removed is deleted.` : null;
  }
}
