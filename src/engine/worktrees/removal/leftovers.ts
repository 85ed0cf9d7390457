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

  /**
   * Settles removals that were cut short: what was not noted as removed is put back, of the rest git forgets the
   * worktree. Folders are left to be deleted later, since that may take long. Returns a sentence for each put back.
   */
  async recover(): Promise<string[]> {
    const told: string[] = [];
    for (const aside of this.parts.asides.all()) {
      if (aside.removed) await this.forget(aside.path);
      else if (await this.parts.asides.isThere(aside)) told.push(await this.putBack(aside));
      else await this.parts.asides.forget(aside);
    }
    return told;
  }

  /** Deletes what is left of removed worktrees; returns a sentence for each. */
  async finish(): Promise<string[]> {
    const told = [];
    for (const aside of this.parts.asides.all().filter(({ removed }) => removed)) {
      const { folder, path } = aside;
      const left = await this.clear(aside);
      const what = `What was left when worktree ${path} was removed`;
      told.push(left.length === 0 ? `${what} is deleted.` : `${what} is still in ${folder}: ${describeLeft(left)} cannot be deleted.`); // prettier-ignore
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
    const isDone = await worktrees.alone(() => retryWhileLocked(() => git.run(args))).then(() => true, () => false); // prettier-ignore
    await worktrees.refresh();
    return isDone;
  }

  private async putBack(aside: Aside): Promise<string> {
    const { folder, path } = aside;
    return (await this.parts.asides.moveBack(aside))
      ? `The removal of worktree ${path} had been interrupted; it is there as it was.`
      : `Worktree ${path} is in ${folder}, since something else has taken its place.`;
  }
}
