import { randomBytes } from 'node:crypto';
import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { restoreBlocked } from '../../../core/errors';
import { plural } from '../../../core/plural';
import type { Git } from '../../git/git';
import { deleteFolder } from '../../worktrees/removal/deleteFolder';
import { pathExists } from '../../pathExists';
import type { State } from '../../state';
import type { Db } from '../../store/store';
import type { TreeDifference } from '../treeDiff';
import type { Plan } from './plan';
import { readPlan } from './plan';
import { prepareReplacement, replaceFiles, takeAllBack, tidy } from './replaceFiles';

/** Something that was done to files, which can be taken back as long as nothing tells of it. */
export interface DiskChange {
  /** Says that it counts, within the transaction that writes what tells of it. */
  settle(db: Db): void;
  /** Makes the files what they were. */
  takeBack(): Promise<void>;
  /** Clears what is not needed any more, once it counts. */
  finish(): Promise<void>;
}

/** What replacing files needs of the engine. */
export interface ReplacementParts {
  readonly git: Git;
  readonly state: State;
  /** The folder of ours in git's common directory. */
  readonly stateDir: string;
}

/**
 * Replaces files of worktrees, all of them or none: what is new is written aside, what is old is moved aside, and as long
 * as the operation is not in the log, the next start puts back what a crash has left half done.
 */
export class Replacements {
  constructor(private readonly parts: ReplacementParts) {}

  /**
   * Makes files of a worktree what a snapshot has.
   * @param root the top of the worktree. @param commit the snapshot. @param differences replaceable ones only.
   * @throws CoordinatorError `restoreBlocked`, `gitFailed`; then all is as it was.
   */
  async replace(root: string, commit: string, differences: readonly TreeDifference[]): Promise<DiskChange> {
    const plan = await this.prepare(root, commit, differences);
    try {
      await replaceFiles(this.parts.git.at(root), plan);
    } catch (error) {
      const left = await takeAllBack(plan);
      await this.clear(plan.folder, left);
      throw left.length === 0 ? error : restoreBlocked(join(root, left[0] ?? ''), `something else came there meanwhile; what was there is in ${plan.folder}`); // prettier-ignore
    }
    return {
      settle: (db) => db.run('UPDATE replacements SET settled = 1 WHERE folder = ?', [plan.folder]),
      takeBack: async () => this.clear(plan.folder, await takeAllBack(plan)),
      finish: async () => {
        await tidy(plan);
        await this.clear(plan.folder, []);
      },
    };
  }

  /** Gets a replacement ready and notes it, so that whatever follows can be taken back. */
  async prepare(root: string, commit: string, differences: readonly TreeDifference[]): Promise<Plan> {
    const folder = await this.newFolder(root);
    await this.parts.state.commit((db) =>
      db.run('INSERT INTO replacements (folder, worktree, settled) VALUES (?, ?, 0)', [folder, root]),
    );
    try {
      return await prepareReplacement(this.parts.git.at(root), folder, commit, differences);
    } catch (error) {
      await this.clear(folder, []);
      throw error;
    }
  }

  /** Settles what a crash has cut short: it counts, or all is as it was. Returns a sentence for each of the latter. */
  async recover(): Promise<string[]> {
    const told: string[] = [];
    const rows = this.parts.state.read((db) =>
      db.all<ReplacementRow>('SELECT * FROM replacements ORDER BY folder'),
    );
    for (const { folder, worktree, settled } of rows) {
      const plan = (await pathExists(worktree)) ? await readPlan(folder) : null;
      if (settled === 1 && plan !== null) await tidy(plan);
      const left = settled === 1 || plan === null ? [] : await takeAllBack(plan);
      if (settled === 0 && plan !== null) told.push(describe(plan, left));
      await this.clear(folder, left);
    }
    return told;
  }

  // Git's own files are on the file system of most worktrees, and nobody looks into our folder there.
  private async newFolder(root: string): Promise<string> {
    const name = randomBytes(6).toString('hex');
    const ours = join(this.parts.stateDir, 'replacing');
    await mkdir(ours, { recursive: true, mode: 0o700 });
    if ((await lstat(ours)).dev === (await lstat(root)).dev) return join(ours, name);
    const inside = join(root, `.parallel-cc-${name}`);
    await mkdir(inside);
    await writeFile(join(inside, '.gitignore'), '*\n');
    return inside;
  }

  // What is kept of files that could not be put back stays for the user to look at.
  private async clear(folder: string, left: readonly string[]): Promise<void> {
    if (left.length === 0) await deleteFolder(folder);
    await this.parts.state.commit((db) => db.run('DELETE FROM replacements WHERE folder = ?', [folder]));
  }
}

interface ReplacementRow {
  readonly folder: string;
  readonly worktree: string;
  readonly settled: number;
}

function describe({ root, folder, swaps }: Plan, left: readonly string[]): string {
  const what = `Bringing back ${plural(swaps.length, 'file')} in ${root} had been interrupted`;
  if (left.length === 0) return `${what}; all of it is as it was.`;
  return `${what}; it is as it was, but for ${left.join(', ')}, which was changed meanwhile. What was there before is in ${folder}.`;
}
