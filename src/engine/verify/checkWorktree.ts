import type { Logger } from '../../base/logger';
import { livenessOf } from '../../core/process';
import type { ProcessIdentity } from '../../core/process';
import type { Git } from '../git/git';
import { retryWhileLocked } from '../git/retry';
import { stopSurvivor } from '../processes/commandRun';
import { identityOf } from '../processes/identity';
import type { SettingsFile } from '../settings';
import type { State } from '../state';
import type { Db } from '../store/db';
import { pathExists } from '../pathExists';
import type { WorktreePlan } from '../worktrees/createWorktree';
import { planWorktree } from '../worktrees/createWorktree';
import { deleteFolder } from '../worktrees/removal/deleteFolder';
import { fillWorktree } from '../worktrees/setup/fillWorktree';
import type { Setups } from '../worktrees/setup/setups';
import type { Worktrees } from '../worktrees/worktrees';

/** What a worktree for checks needs of the engine. */
export interface CheckWorktreeParts {
  readonly git: Git;
  readonly state: State;
  readonly settings: SettingsFile;
  readonly setups: Setups;
  readonly worktrees: Worktrees;
  readonly logger: Logger;
  /** Git's common directory. */
  readonly commonDir: string;
}

/** Folders of tools that are found again in the main worktree, where no set-up commands make them. */
const shared = ['node_modules', '.venv', 'venv'];

/**
 * The worktree that checks run in: nobody's branch is checked out in it, nobody is shown it, and it is there only while
 * it is used. It is noted before it is made, so that what a crash leaves is found.
 */
export class CheckWorktree {
  private made: string | null = null;

  constructor(private readonly parts: CheckWorktreeParts) {}

  /** Writes the files of a commit into it; returns its folder, and whether it was made just now. */
  async hold(commit: string): Promise<{ readonly path: string; readonly isNew: boolean }> {
    if (this.made === null) {
      this.made = await this.make(commit);
      return { path: this.made, isNew: true };
    }
    const inside = this.parts.git.at(this.made);
    await inside.run(['checkout', '--quiet', '--force', '--detach', commit]);
    await inside.run(['clean', '--quiet', '-d', '--force', '--force']);
    return { path: this.made, isNew: false };
  }

  /** Notes which process runs in it; null: none does any more. */
  async noteProcess(identity: ProcessIdentity | null): Promise<void> {
    await this.parts.state.commit((db) => this.writeRow(db, this.made ?? '', identity));
  }

  /** Takes it away, and what an earlier coordinator has left of its own. */
  async remove(): Promise<void> {
    const rows = this.parts.state.read((db) => db.all<Row>('SELECT * FROM check_worktrees'));
    for (const row of rows) {
      const identity = processOf(row);
      if (identity !== null && livenessOf(identity, await identityOf(identity.pid)) === 'alive') await stopSurvivor(identity.pid); // prettier-ignore
      await this.takeAway(row.path);
    }
    this.made = null;
  }

  private async make(commit: string): Promise<string> {
    const { git, state, settings, setups, worktrees, commonDir } = this.parts;
    await this.remove();
    const plan = await this.freePlace(commit);
    worktrees.startMaking(plan.path);
    await state.commit((db) => this.writeRow(db, plan.path, null));
    const args = ['worktree', 'add', '--quiet', '--no-checkout', '--detach', '--', plan.path, commit];
    await worktrees.alone(() => retryWhileLocked(() => git.run(args)));
    const recipe = await setups.recipe();
    const links = recipe.commands.length > 0 ? recipe.links : [...new Set([...recipe.links, ...shared])];
    const { warnings } = await fillWorktree(git, plan, { ...recipe, links }, { settings: settings.current, commonDir }); // prettier-ignore
    if (warnings.length > 0) this.parts.logger.log('info', 'worktree for checks', { warnings });
    return plan.path;
  }

  // What is in our place already is not ours.
  private async freePlace(commit: string): Promise<WorktreePlan> {
    for (let number = 1; ; number++) {
      const name = number === 1 ? '.checks' : `.checks-${number}`;
      const plan = planWorktree(this.parts.git.cwd, name, commit, this.parts.settings.current);
      if (!(await pathExists(plan.path))) return plan;
    }
  }

  // Git's own note of it goes last: without it nobody would know whose the folder is.
  private async takeAway(path: string): Promise<void> {
    const { git, state, worktrees, logger } = this.parts;
    const left = await deleteFolder(path);
    if (left.length > 0) {
      logger.log('error', 'worktree for checks', { path, left: left[0] });
      return;
    }
    await worktrees.alone(
      () =>
      retryWhileLocked(() => git.run(['worktree', 'remove', '--force', '--force', '--', path], { okCodes: [0, 128] })), // prettier-ignore
    );
    await state.commit((db) => db.run('DELETE FROM check_worktrees WHERE path = ?', [path]));
    worktrees.endMaking(path);
  }

  private writeRow(db: Db, path: string, identity: ProcessIdentity | null): void {
    db.run('INSERT OR REPLACE INTO check_worktrees (path, pid, process_start, boot_id) VALUES (?, ?, ?, ?)', [
      path,
      identity?.pid ?? null,
      identity?.startTime ?? null,
      identity?.bootId ?? null,
    ]);
  }
}

interface Row {
  readonly path: string;
  readonly pid: number | null;
  readonly process_start: string | null;
  readonly boot_id: string | null;
}

function processOf({ pid, process_start: startTime, boot_id: bootId }: Row): ProcessIdentity | null {
  return pid === null ? null : { pid, startTime, bootId };
}
