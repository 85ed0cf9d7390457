import type { Landing } from '../../../core/landing';
import { plural } from '../../../core/plural';
import type { Git } from '../../git/git';
import type { FolderUse } from '../../processes/openPath';
import { describeUser } from '../../processes/openPath';
import { findUsers } from '../../processes/folderUse';
import { calmSettings } from '../../snapshots/worktreeContent';
import type { LocalFileRules } from '../localFiles';
import { changedLocalFiles, listLocalFiles } from '../localFiles';
import { resolveHead } from '../refs';
import type { Worktree, WorktreeNote } from '../worktrees';
import type { IgnoredPlan } from './ignoredPlan';
import { planIgnored } from './ignoredPlan';
import { mountPointsIn } from './mountPoints';
import { checkOwnFolder } from './ownFolder';
import { judgeRepositories } from './repositories';
import { survey } from './survey';
import { judgeCommits } from './unmerged';

/** A worktree that we made. */
export type OurWorktree = Worktree & { readonly note: WorktreeNote };

/** Says whether a worktree was made by us. */
export function isOurs(worktree: Worktree): worktree is OurWorktree {
  return worktree.note !== null && !worktree.isMain;
}

/** Something that stands against a removal, whatever the user agrees to; a sentence for people. */
export interface Blocker {
  readonly kind: 'locked' | 'inUse' | 'other';
  readonly sentence: string;
}

/** What is in a worktree, and what stands against its removal. */
export interface Examination {
  readonly head: string;
  /** Size on disk. */
  readonly bytes: number;
  /** Why it is removed on no account. */
  readonly blockers: readonly Blocker[];
  /** What is saved nowhere else, for example `3 uncommitted files`. */
  readonly work: readonly string[];
  /** The copied local files in it that are not as in the main worktree; `work` has them too. */
  readonly localChanges: readonly string[];
  /** How its commits got into the target; see `judgeCommits`. */
  readonly landing: Landing;
  /** The branch or remote branch that they are in; null when they are in none. */
  readonly landedIn: string | null;
  readonly ignored: IgnoredPlan;
  /** What git says that it ignores: files, and folders with a `/` behind. */
  readonly ignoredPaths: readonly string[];
  /** The folders in it that are submodules. */
  readonly submodules: readonly string[];
  /** What cannot be known of the processes that are at work in it, a sentence; null when nothing is amiss. */
  readonly unknown: string | null;
}

/** How a worktree is examined. */
export interface ExamineOptions {
  /** Git's common directory. */
  readonly commonDir: string;
  /** Which ignored files hold work, beside those that always do. */
  readonly localFiles: LocalFileRules;
}

/**
 * Looks at all of a worktree, changing nothing.
 * @param git in the main worktree. @throws CoordinatorError `noCommits`, `gitFailed`.
 */
export async function examineWorktree(
  git: Git,
  worktree: OurWorktree,
  { commonDir, localFiles }: ExamineOptions,
): Promise<Examination> {
  const { path, note } = worktree;
  const folder = await checkOwnFolder(path, commonDir);
  if (folder.problem !== null) return untouchable(worktree, `It is left alone: ${folder.problem}.`);
  const inside = git.at(path);
  const [head, status] = await Promise.all([resolveHead(inside), readStatus(inside)]);
  const found = await survey(path, status.ignored);
  const named = await listLocalFiles(inside, localFiles);
  const changed = await changedLocalFiles(git.cwd, path, named);
  const commits = await judgeCommits(git, head, note);
  const inner = await judgeRepositories(inside, folder.gitDir, found);
  const use = await findUsers(path);
  const blockers = [
    ...asBlockers('locked', lockSentence(worktree)),
    ...asBlockers('other', await mountSentences(path, found.mounts)),
    ...asBlockers('other', inner.against),
    ...asBlockers('inUse', useSentences(use)),
  ];
  const work = [
    ...(status.changes > 0 ? [plural(status.changes, 'uncommitted file')] : []),
    ...(changed.length > 0 ? [`changes in its own ${changed.join(', ')}`] : []),
    ...commits.work,
  ];
  const { landing, landedIn } = commits;
  const ignored = planIgnored(found, named);
  const { bytes } = found;
  return { head, bytes, blockers, work, localChanges: changed, landing, landedIn, ignored, ignoredPaths: status.ignored, submodules: inner.submodules, unknown: use.blind }; // prettier-ignore
}

function untouchable({ head }: Worktree, blocker: string): Examination {
  const ignored = { kept: [], large: [], reproducible: [] };
  const nothing = { bytes: 0, work: [], localChanges: [], landing: 'open', landedIn: null, ignored, ignoredPaths: [], submodules: [], unknown: null } as const; // prettier-ignore
  return { ...nothing, head, blockers: [{ kind: 'other', sentence: blocker }] };
}

function asBlockers(kind: Blocker['kind'], sentences: readonly string[]): Blocker[] {
  return sentences.map((sentence) => ({ kind, sentence }));
}

async function readStatus(
  inside: Git,
): Promise<{ readonly changes: number; readonly ignored: readonly string[] }> {
  const flags = ['--porcelain', '-z', '--untracked-files=all', '--no-renames', '--ignored=matching'];
  const { stdout } = await inside.run([...calmSettings, 'status', ...flags]);
  const entries = stdout.split('\0').filter((entry) => entry !== '');
  const ignored = entries.filter((entry) => entry.startsWith('!! ')).map((entry) => entry.slice(3));
  return { changes: entries.length - ignored.length, ignored };
}

/** Says why a locked worktree is left alone, a sentence; none when it is not locked. */
export function lockSentence({ locked, lockReason }: Worktree): string[] {
  if (!locked) return [];
  return [lockReason === null ? 'It is locked.' : `It is locked: ${lockReason.replace(/\.?\s*$/, '.')}`];
}

async function mountSentences(path: string, mounts: readonly string[]): Promise<string[]> {
  const places = [...new Set([...mounts, ...(await mountPointsIn(path))])];
  return places.length === 0 ? [] : [`Something is mounted in it, at "${places.join('", "')}".`];
}

function useSentences({ users }: FolderUse): string[] {
  const shown = users.slice(0, 3).map(describeUser);
  const more = users.length > shown.length ? [`${users.length - shown.length} more`] : [];
  return shown.length === 0 ? [] : [`It is in use: ${[...shown, ...more].join(', ')}.`];
}
