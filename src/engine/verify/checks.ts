import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { toCoordinatorError } from '../../core/errors';
import { setupEnvironment } from '../../core/setup/environment';
import type { SetupCommand, SetupRecipe } from '../../core/setup/recipe';
import type { Check, CheckResult } from '../../core/verify/checks';
import { checksText, describeRed } from '../../core/verify/checks';
import type { CheckFiles } from '../../core/verify/findChecks';
import { checkFiles, findChecks } from '../../core/verify/findChecks';
import { readBlobs } from '../git/catFile';
import { identityOf } from '../processes/identity';
import { resolveCommit } from '../worktrees/refs';
import { commandEnvironment } from '../worktrees/setup/commandEnvironment';
import type { Trust } from '../worktrees/setup/trust';
import type { CheckWorktreeParts } from './checkWorktree';
import { CheckWorktree } from './checkWorktree';
import { runChecks } from './runChecks';

/** The checks of a project as they are in a commit, and whether the user has confirmed them. */
export interface ChecksPlan {
  readonly checks: readonly Check[];
  /** `notNeeded`: there are none, or the user wrote them into the settings. */
  readonly trust: Trust;
  /** Names exactly these commands and scripts. */
  readonly fingerprint: string;
}

/** What running checks needs of the engine. */
export interface ChecksParts extends CheckWorktreeParts {
  /** The folder in git's common directory that is ours. */
  readonly stateDir: string;
}

/** How many results and logs are kept. */
const keptResults = 200;
const keptLogs = 20;

/** Runs a project's own checks on commits, one at a time, in a worktree that nobody sees. */
export class Checks {
  private readonly worktree: CheckWorktree;
  /** By tree and fingerprint. */
  private readonly results = new Map<string, CheckResult>();

  constructor(private readonly parts: ChecksParts) {
    this.worktree = new CheckWorktree(parts);
  }

  /** Finds the checks of a commit or ref. @throws CoordinatorError `refNotFound`. */
  async plan(commit: string): Promise<ChecksPlan> {
    const { verifyCommands } = this.parts.settings.current;
    const own = verifyCommands.map((text): Check => ({ command: { kind: 'shell', text }, script: null, file: 'settings' })); // prettier-ignore
    const checks = own.length > 0 ? own : findChecks(await this.read(await resolveCommit(this.parts.git, commit)), process.platform); // prettier-ignore
    const fingerprint = createHash('sha256').update(checksText(checks)).digest('hex');
    const trust = own.length > 0 || checks.length === 0 ? 'notNeeded' : this.parts.setups.trust.decisionOn(fingerprint); // prettier-ignore
    return { checks, trust, fingerprint };
  }

  /** Notes what the user decided of checks; `undecided` forgets it. */
  async decide(fingerprint: string, decision: 'trusted' | 'refused' | 'undecided'): Promise<void> {
    const { trust } = this.parts.setups;
    await (decision === 'undecided' ? trust.forgetOne(fingerprint) : trust.decide(fingerprint, decision));
  }

  /**
   * Runs the checks on a commit; a tree that was checked before is answered at once.
   * @param confirmed the commit whose checks the user confirmed: what the commit itself changes of them is run too.
   */
  async run(commit: string, confirmed: string, signal: AbortSignal): Promise<CheckResult> {
    const plan = await this.plan(confirmed);
    if (plan.checks.length === 0) return unavailable('No checks of this project are known. Name some (parallel-cc config set verifyCommands "…"), or land without (--no-verify).'); // prettier-ignore
    if (plan.trust === 'undecided') return unavailable('The checks of this project wait for your confirmation: parallel-cc verify trust'); // prettier-ignore
    if (plan.trust === 'refused') return unavailable('You decided that the checks of this project are not run. Ask again with "parallel-cc verify forget", or land without them (--no-verify).'); // prettier-ignore
    const tree = await this.parts.git.text(['rev-parse', '--verify', `${commit}^{tree}`]);
    const key = `${tree} ${plan.fingerprint}`;
    const known = this.results.get(key);
    if (known !== undefined) return known;
    const commands = plan.checks.map(({ command }) => command);
    const result = await this.runIn(commit, commands, tree, signal);
    if (result.outcome !== 'unavailable' && !signal.aborted) this.remember(key, result);
    return result;
  }

  /** Takes the worktree away that checks ran in, also one that a crash left. */
  async rest(): Promise<void> {
    await this.worktree.remove();
  }

  private async runIn(
    commit: string,
    commands: readonly SetupCommand[],
    tree: string,
    signal: AbortSignal,
  ): Promise<CheckResult> {
    const held = await this.worktree.hold(commit).catch((error: unknown) => toCoordinatorError(error));
    if (held instanceof Error)
      return unavailable(`The worktree for the checks could not be made. ${held.text}`);
    if (held.isNew) {
      const recipe = await this.parts.setups.recipe();
      const failed = await this.setUp(held.path, recipe, signal);
      if (failed !== null) {
        await this.worktree.remove();
        return unavailable(failed);
      }
    }
    return this.execute(held.path, commands, tree, signal);
  }

  // Null when the worktree is ready.
  private async setUp(path: string, recipe: SetupRecipe, signal: AbortSignal): Promise<string | null> {
    const trust = this.parts.setups.trust.of(recipe);
    if (recipe.commands.length === 0 || trust === 'undecided' || trust === 'refused') return null;
    const result = await this.execute(path, recipe.commands, 'setup', signal);
    return result.outcome === 'red' ? `The set-up of the worktree for the checks failed: ${describeRed(result)} Its output: ${result.logPath}` : null; // prettier-ignore
  }

  private async execute(
    worktree: string,
    commands: readonly SetupCommand[],
    log: string,
    signal: AbortSignal,
  ): Promise<CheckResult> {
    const { git, settings, stateDir } = this.parts;
    const folder = join(stateDir, 'checks');
    const place = { root: git.cwd, worktree, name: 'checks', branch: '', targetBranch: null, slot: { number: 0, port: null } }; // prettier-ignore
    const env = commandEnvironment({ CI: '1', ...setupEnvironment('settings', place) });
    const result = await runChecks({
      ...{ commands, root: git.cwd, worktree, env, signal },
      logPath: join(folder, `${log.slice(0, 16)}.log`),
      limitMs: settings.current.verifyMinutes * 60_000,
      onStarted: async (pid) => this.worktree.noteProcess(pid === undefined ? null : await identityOf(pid)),
    });
    await this.worktree.noteProcess(null);
    await dropOldLogs(folder);
    return result;
  }

  private remember(key: string, result: CheckResult): void {
    this.results.set(key, result);
    for (const old of this.results.keys()) if (this.results.size > keptResults) this.results.delete(old);
  }

  private async read(commit: string): Promise<CheckFiles> {
    const { git } = this.parts;
    const listed = await git.run(['ls-tree', '-z', commit, '--', ...checkFiles]);
    const entries = listed.stdout.split('\0').flatMap((line) => {
      const [, id, name] = /^\d+ blob (\w+)\t(.+)$/.exec(line) ?? [];
      return id === undefined || name === undefined ? [] : [{ id, name }];
    });
    const blobs = await readBlobs(git, entries.map(({ id }) => id)); // prettier-ignore
    return Object.fromEntries(entries.map(({ id, name }) => [name, blobs.get(id)?.toString('utf8') ?? '']));
  }
}

function unavailable(why: string): CheckResult {
  return { outcome: 'unavailable', why };
}

// Their names say nothing of their age.
async function dropOldLogs(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.log'));
  if (names.length <= keptLogs) return;
  const aged = await Promise.all(names.map(async (name) => ({ name, time: (await stat(join(folder, name))).mtimeMs }))); // prettier-ignore
  const old = aged.sort((a, b) => b.time - a.time).slice(keptLogs);
  await Promise.all(old.map(({ name }) => rm(join(folder, name), { force: true })));
}
