import { isAbsolute } from 'node:path';
import type { Clock } from '../../base/clock';
import { plural } from '../../core/plural';
import type { Run, RunCommits, RunResults, RunSignal } from '../../core/run';
import type { Session } from '../../core/session';
import type { Git } from '../git/git';
import { logOperation } from '../operations';
import { pathExists } from '../pathExists';
import type { Sandbox } from '../sandbox/sandboxService';
import type { Timeline } from '../snapshots/timeline';
import type { Db } from '../store/store';
import type { UndoData } from '../undo/undoData';
import type { Applied } from './applyResults';
import { applyResults } from './applyResults';
import { fetchResults } from './fetchResults';
import type { RunFiles } from './runFiles';

/** What bringing results into a worktree needs. `git` is quiet, see `quietGit`. */
export interface HomeParts {
  readonly git: Git;
  readonly timeline: Timeline;
  readonly session: Session;
  readonly files: RunFiles;
  readonly clock: Clock;
}

/** Changes a run, with what else belongs into the same transaction. */
export type TellRun = (signal: RunSignal, alsoWrite?: (db: Db) => void) => Promise<unknown>;

/** Fetches what an agent has done by now, and brings it into its session's worktree where that can be. */
export async function bringHome(
  parts: HomeParts,
  sandbox: Sandbox,
  run: Run,
  tell: TellRun,
): Promise<{ readonly to: RunCommits; readonly applied: Applied }> {
  const { git, session, files } = parts;
  const known = [...new Set([run.baseCommit, run.home.head, run.home.work])];
  const to = await fetchResults(git, sandbox, { sessionId: session.id, known, files });
  const { applied, undo } = await applyAtHome(parts, run, to);
  if (applied.done) await tell({ kind: 'workCameHome', home: to }, (db) => undo && log(db, parts, undo));
  return { to, applied };
}

// A snapshot of the worktree is kept first.
async function applyAtHome(parts: HomeParts, run: Run, to: RunCommits): Promise<AppliedAtHome> {
  const { git, timeline, session, files } = parts;
  if (isSame(run.home, to)) return { applied: { done: true }, undo: null };
  if (!(await pathExists(session.worktreePath))) return notApplied('its worktree is gone');
  const hooks = await changedHooks(git, run.home.work, to.work);
  if (hooks !== null) return notApplied(`they change what git would run here (${hooks})`);
  const present = await timeline.take(session, 'beforeResults');
  const inside = git.at(session.worktreePath);
  const applied = await applyResults(inside, { from: run.home, to, present, folder: files.folder });
  if (!applied.done) return { applied, undo: null };
  const after = await timeline.take(session, 'between');
  const places = { before: { head: present.head, snapshot: present.commit }, after: { head: after.head, snapshot: after.commit } }; // prettier-ignore
  const undo = { type: 'results', worktreePath: session.worktreePath, sessionId: session.id, ...places } as const; // prettier-ignore
  return { applied, undo };
}

interface AppliedAtHome {
  readonly applied: Applied;
  /** What undoing it takes; null where nothing was changed. */
  readonly undo: UndoData | null;
}

function notApplied(why: string): AppliedAtHome {
  return { applied: { done: false, why }, undo: null };
}

function log(db: Db, { session, clock }: HomeParts, undo: UndoData): void {
  const summary = `What the run of "${session.name}" did was brought into ${session.worktreePath}.`;
  logOperation(db, { time: clock.now(), kind: 'resultsApplied', sessionId: session.id, summary, undo });
}

// Where the user's hooks are part of the repository, a new one would run at the next git command, outside of the sandbox.
async function changedHooks(git: Git, from: string, to: string): Promise<string | null> {
  const configured = await git.run(['config', '--local', '--get', 'core.hooksPath'], { okCodes: [0, 1] });
  const folder = configured.stdout.trim().replace(/\/_?\/?$/, '');
  if (folder === '' || isAbsolute(folder)) return null;
  const changed = await git.run(['diff', '--name-only', '-z', '--no-ext-diff', from, to, '--', folder]);
  return changed.stdout.split('\0')[0] || null;
}

/** Says what became of the results; those that are not in the worktree get a branch of their own. */
export async function concludeResults(
  { git, session }: HomeParts,
  run: Run,
  to: RunCommits,
  applied: Applied,
): Promise<RunResults> {
  const base = run.baseCommit;
  if (to.head === base && to.work === base)
    return { outcome: 'none', commits: 0, files: 0, branch: null, summary: 'The agent changed nothing.' };
  const commits = Number((await git.run(['rev-list', '--count', to.head, `^${base}`])).stdout);
  const changed = await git.run([
    'diff',
    '--name-only',
    '-z',
    '--no-renames',
    '--no-ext-diff',
    base,
    to.work,
  ]);
  const files = changed.stdout.split('\0').length - 1;
  const amount = `${plural(commits, 'commit')}, ${plural(files, 'changed file')}`;
  if (applied.done) {
    const summary = `${amount}, in ${session.worktreePath}.`;
    return { outcome: 'applied', commits, files, branch: null, summary };
  }
  const branch = await branchFor(git, session, to);
  const summary = `${amount}, kept on branch ${branch}: ${applied.why}. Merge it with: git merge ${branch}`;
  return { outcome: 'kept', commits, files, branch, summary };
}

async function branchFor(git: Git, session: Session, { work }: RunCommits): Promise<string> {
  const name = `${session.branch ?? session.name}-results-${session.id.slice(0, 4)}`;
  await git.run(['update-ref', `refs/heads/${name}`, work]);
  return name;
}

function isSame(one: RunCommits, other: RunCommits): boolean {
  return one.head === other.head && one.work === other.work;
}
