import { readdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { LimitedQueue } from '../../../base/async';
import type { Clock } from '../../../base/clock';
import type { Logger } from '../../../base/logger';
import { livenessOf } from '../../../core/process';
import { setupEnvironment } from '../../../core/setup/environment';
import type { SetupProgress, SetupState } from '../../../core/setup/progress';
import { describeSetup } from '../../../core/setup/progress';
import type { SetupRecipe } from '../../../core/setup/recipe';
import { commandText } from '../../../core/setup/recipe';
import type { Git } from '../../git/git';
import type { Notices } from '../../notices';
import { stopSurvivor } from '../../processes/commandRun';
import { identityOf } from '../../processes/identity';
import type { Sessions } from '../../sessions';
import type { SettingsFile } from '../../settings';
import type { State } from '../../state';
import type { WorktreeNote, Worktrees } from '../worktrees';
import { commandEnvironment } from './commandEnvironment';
import { readRecipe } from './readRecipe';
import { SetupRows } from './setupRows';
import type { StoredSetup } from './setupRows';
import type { SetupEnd } from './setupRun';
import { SetupRun } from './setupRun';
import type { Slots } from './slots';
import { fingerprintOf, SetupTrust } from './trust';

/** What setting worktrees up needs of the engine. */
export interface SetupParts {
  readonly git: Git;
  readonly state: State;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: SettingsFile;
  readonly sessions: Sessions;
  readonly notices: Notices;
  readonly worktrees: Worktrees;
  readonly slots: Slots;
  /** The folder in git's common directory that is ours. */
  readonly stateDir: string;
}

/** Runs the set-up commands of new worktrees in the background, and knows how far they are. */
export class Setups {
  readonly trust: SetupTrust;
  private readonly rows: SetupRows;
  private readonly running = new Map<string, { readonly run: SetupRun; readonly ended: Promise<void> }>();
  private readonly queue = new LimitedQueue(availableParallelism());
  private closing = false;

  constructor(private readonly parts: SetupParts) {
    this.trust = new SetupTrust(parts.state, parts.clock);
    this.rows = new SetupRows(parts.state);
  }

  /** How far the set-up of a worktree is; null where there is nothing to do. */
  progress(path: string): SetupProgress | null {
    const found = this.rows.find(path);
    if (found === undefined) return null;
    const { state, command, startedAt, endedAt, exitCode, logPath } = found;
    return { state, command, startedAt, endedAt, exitCode, logPath };
  }

  /** Reads how new worktrees are made ready at present. */
  recipe(): Promise<SetupRecipe> {
    return readRecipe(this.parts.git, this.parts.settings.current);
  }

  /** Begins the set-up of a worktree of ours, or notes that it waits for the user's trust. Returns at once. */
  async begin(note: WorktreeNote, recipe: SetupRecipe): Promise<void> {
    if (recipe.commandsFrom === null || this.running.has(note.path)) return;
    const trust = this.trust.of(recipe);
    if (trust === 'undecided') return this.rest(note.path, 'waiting', recipe);
    if (trust === 'refused') return this.rest(note.path, 'refused', recipe);
    await this.rest(note.path, 'queued', recipe);
    this.start(note, recipe);
  }

  /**
   * Lets every worktree that waits for a decision on exactly these commands follow it. Returns the names of those whose
   * set-up began.
   */
  async followDecision(fingerprint: string): Promise<string[]> {
    const recipe = await this.recipe();
    if (fingerprintOf(recipe) !== fingerprint) return [];
    const waiting = this.rows.all().filter(({ state }) => state === 'waiting' || state === 'refused');
    const notes = waiting.flatMap(({ path }) => this.noteOf(path) ?? []);
    for (const note of notes) await this.begin(note, recipe);
    return notes.filter(({ path }) => this.running.has(path)).map(({ name }) => name);
  }

  /** Begins a set-up anew, with the commands as they are now. */
  async retry(path: string): Promise<SetupProgress | null> {
    const note = this.noteOf(path);
    if (note !== undefined) await this.begin(note, await this.recipe());
    return this.progress(path);
  }

  /** Ends the set-up of a worktree with all processes that it started; resolves when they are gone. */
  async cancel(path: string): Promise<SetupProgress | null> {
    const running = this.running.get(path);
    if (running !== undefined) {
      await running.run.stop();
      if (running.run.hasBegun) await running.ended;
      else await this.finish(path, running.run, { state: 'cancelled' });
    }
    return this.progress(path);
  }

  /** Forgets worktrees that are gone, and ends what an earlier coordinator left running; call it once, at the start. */
  async recover(): Promise<void> {
    const left = this.rows.all();
    const gone = left.filter(({ path }) => this.noteOf(path) === undefined);
    const cutShort = left.filter(({ state }) => state === 'running' || state === 'queued');
    for (const { process } of cutShort)
      if (process !== null && livenessOf(process, await identityOf(process.pid)) === 'alive')
        await stopSurvivor(process.pid);
    await this.removeOldLogs();
    if (gone.length + cutShort.length === 0) return;
    await this.parts.state.commit((db) => {
      for (const setup of cutShort) this.rows.write(db, { ...setup, state: 'interrupted', process: null });
      for (const { path } of gone) this.rows.drop(db, path);
    });
  }

  /** Ends every set-up; they are noted as interrupted. */
  async close(): Promise<void> {
    this.closing = true;
    await Promise.all([...this.running.keys()].map((path) => this.cancel(path)));
  }

  private start(note: WorktreeNote, recipe: SetupRecipe): void {
    const { git, stateDir, slots } = this.parts;
    const slot = slots.of(note.path);
    if (recipe.commandsFrom === null || slot === null) return;
    const { path: worktree, name, branch, targetBranch } = note;
    const place = { root: git.cwd, worktree, name, branch, targetBranch, slot };
    const env = commandEnvironment(setupEnvironment(recipe.commandsFrom.source, place));
    const order = {
      commands: recipe.commands,
      root: git.cwd,
      worktree,
      env,
      logPath: logPathOf(stateDir, name),
    };
    const run = new SetupRun(order, (command, pid) => this.noteCommand(worktree, command, pid));
    const ended = this.queue
      .run(() => run.run())
      .then(
        (end) => this.finish(worktree, run, end),
        (error: unknown) => {
          this.parts.logger.log('error', 'set-up of a worktree', { worktree, error: String(error) });
          return this.finish(worktree, run, { state: 'failed', exitCode: null });
        },
      )
      .catch((error: unknown) => {
        this.parts.logger.log('error', 'the end of a set-up', { worktree, error: String(error) });
      });
    this.running.set(worktree, { run, ended });
  }

  private async rest(
    path: string,
    state: 'waiting' | 'refused' | 'queued',
    recipe: SetupRecipe,
  ): Promise<void> {
    const [first] = recipe.commands;
    const command = first === undefined ? null : commandText(first);
    const logPath = logPathOf(this.parts.stateDir, this.noteOf(path)?.name ?? 'worktree');
    const nothing = { startedAt: null, endedAt: null, exitCode: null, process: null };
    await this.write({ path, state, command, logPath, ...nothing });
  }

  private async noteCommand(path: string, command: string, pid: number | undefined): Promise<void> {
    const before = this.rows.find(path);
    if (before === undefined) return;
    const process = pid === undefined ? null : await identityOf(pid);
    const startedAt = before.startedAt ?? this.parts.clock.now();
    await this.write({ ...before, state: 'running', command, process, startedAt });
  }

  private async finish(path: string, run: SetupRun, end: SetupEnd): Promise<void> {
    if (this.running.get(path)?.run !== run) return;
    this.running.delete(path);
    const before = this.rows.find(path);
    if (before === undefined) return;
    const state: SetupState = end.state === 'cancelled' && this.closing ? 'interrupted' : end.state;
    const exitCode = end.state === 'failed' ? end.exitCode : null;
    await this.write({ ...before, state, exitCode, endedAt: this.parts.clock.now(), process: null });
  }

  // Agents in the worktree are told of the newest state only.
  private async write(setup: StoredSetup): Promise<void> {
    const { state, sessions, notices } = this.parts;
    await state.commit((db) => {
      const changed = this.rows.find(setup.path)?.state !== setup.state;
      this.rows.write(db, setup);
      if (!changed || setup.state === 'queued') return;
      for (const session of sessions.live().filter(({ worktreePath }) => worktreePath === setup.path)) {
        notices.forget(db, session.id, 'setup');
        notices.leave(db, session.id, { kind: 'setup', key: 'setup', text: noticeText(setup) });
      }
    });
  }

  private async removeOldLogs(): Promise<void> {
    const folder = join(this.parts.stateDir, 'setup');
    const known = new Set(this.parts.worktrees.notes().map(({ name }) => `${name}.log`));
    const found = await readdir(folder).catch(() => []);
    const old = found.filter((file) => file.endsWith('.log') && !known.has(file));
    await Promise.all(old.map((file) => rm(join(folder, file), { force: true })));
  }

  private noteOf(path: string): WorktreeNote | undefined {
    return this.parts.worktrees.notes().find((note) => note.path === path);
  }
}

function logPathOf(stateDir: string, name: string): string {
  return join(stateDir, 'setup', `${name}.log`);
}

function noticeText(setup: StoredSetup): string {
  const said = describeSetup(setup)
    .replace('your trust', "the user's trust")
    .replace('as you', 'as the user');
  return `parallel-cc: ${said.charAt(0).toLowerCase()}${said.slice(1)} Its output: ${setup.logPath}`;
}
