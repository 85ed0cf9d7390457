import type { Stats } from 'node:fs';
import { lstat, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { mapLimit } from '../../base/async';
import { noCommits } from '../../core/errors';
import type { ImportedContent, ImportedPath } from '../git/fastImport';
import type { Git } from '../git/git';
import type { CheckedOut } from '../git/looseRefs';
import { readCheckedOut } from '../git/looseRefs';
import type { PlainRepository } from '../git/plainRepository';
import type { ChangedEntry, StatusEntry } from '../git/status';
import { parseStatus } from '../git/status';
import { foldersOnTheWay } from '../git/trees';

/** What of a worktree differs from its HEAD, or from an earlier snapshot, ready to be made a commit of. */
export interface WorktreeContent extends CheckedOut {
  readonly paths: readonly ImportedPath[];
  /** Blobs that are in the index alone. */
  readonly stagedBlobs: readonly string[];
  /** What is not in `paths` and why, a sentence each; empty when nothing is missing. */
  readonly leftOut: readonly string[];
}

/** Files up to this size are read before git is asked to take them, in bytes. */
const smallFile = 64 * 1024;
const mostReadAhead = 200;
const headsPrefix = 'refs/heads/';

/** What of a worktree is taken. */
export interface ContentRule {
  /** Untracked files larger than this are left out, in bytes. */
  readonly largestUntracked: number;
  /** Ignored files that are taken all the same; paths from the top, with `/`. */
  readonly ignored: readonly string[];
  /** Whether files are taken too that git was told to take for unchanged. */
  readonly hidden: boolean;
}

/**
 * Settings for every git that looks at a worktree for us: filters of LFS would write into the repository and ask the
 * network, and daemons of the user's are none of ours.
 */
export const calmSettings: readonly string[] = [
  ...['core.fsmonitor=false', 'core.safecrlf=false', 'core.quotePath=false', 'commit.gpgSign=false'],
  ...['filter.lfs.clean=', 'filter.lfs.smudge=', 'filter.lfs.process=', 'filter.lfs.required=false'],
].flatMap((setting) => ['-c', setting]);

/**
 * Looks at all of a worktree.
 * @param git in the worktree. @throws CoordinatorError `noCommits`, `gitFailed`.
 */
export async function readChanges(git: Git, rule: ContentRule): Promise<WorktreeContent> {
  const args = ['status', '--porcelain=v2', '--branch', '-z', '--untracked-files=all', '--no-renames'];
  const [{ stdout }, hidden] = await Promise.all([
    git.run([...calmSettings, ...args]),
    rule.hidden ? hiddenPaths(git) : [],
  ]);
  const { head, branch, entries } = parseStatus(stdout);
  if (head === null) throw noCommits(git.cwd);
  const named = [...rule.ignored, ...hidden].map((path) => ({ kind: 'named', path }) as const);
  return { head, branch, ...(await gather(git.cwd, [...entries, ...named], rule)) };
}

/**
 * Looks at some paths only.
 * @param git in the worktree. @param paths from its top, with `/`; none of them a folder or ignored.
 * @param plain what tells HEAD without git; null where only git does.
 * @throws CoordinatorError `noCommits`, `gitFailed`.
 */
export async function readPaths(
  git: Git,
  paths: readonly string[],
  rule: ContentRule,
  plain: PlainRepository | null,
): Promise<WorktreeContent> {
  const entries = paths.map((path) => ({ kind: 'touched', path }) as const);
  const [head, gathered] = await Promise.all([readHead(git, plain), gather(git.cwd, entries, rule)]);
  return { ...head, ...gathered };
}

async function readHead(git: Git, plain: PlainRepository | null): Promise<CheckedOut> {
  const found = plain === null ? null : await readCheckedOut(plain.gitDir, plain.commonDir);
  if (found !== null) return found;
  const answer = await git.run(['rev-parse', 'HEAD', '--symbolic-full-name', 'HEAD'], { okCodes: [0, 128] });
  if (answer.code !== 0) throw noCommits(git.cwd);
  const [head = '', name = ''] = answer.stdout.split('\n');
  return { head, branch: name.startsWith(headsPrefix) ? name.slice(headsPrefix.length) : null };
}

type Candidate = StatusEntry | { readonly kind: 'named' | 'touched'; readonly path: string };

// Git was told to take these files for unchanged, or not to look at them: what is in them is known to nobody else.
async function hiddenPaths(git: Git): Promise<string[]> {
  const { stdout } = await git.run([...calmSettings, 'ls-files', '-z', '-v']);
  const flagged = stdout.split('\0').filter((record) => /^[a-zS] /.test(record)).map((record) => record.slice(2)); // prettier-ignore
  const present = await mapLimit(flagged, 16, async (path) => ((await look(join(git.cwd, path))) === null ? null : path)); // prettier-ignore
  return present.filter((path) => path !== null);
}

async function gather(
  root: string,
  candidates: readonly Candidate[],
  rule: ContentRule,
): Promise<Omit<WorktreeContent, 'head' | 'branch'>> {
  const read = await mapLimit(candidates, 16, (candidate) =>
    readCandidate(root, candidate, rule, candidates.length > mostReadAhead),
  );
  const changed = candidates.filter((entry): entry is ChangedEntry => entry.kind === 'changed');
  const paths = withoutWhatIsBehind(read.flatMap(({ path }) => (path === null ? [] : [path])));
  return {
    // A file in the place of a folder, and the reverse: what is gone must go first.
    paths: [...paths.filter(({ file }) => file === null), ...paths.filter(({ file }) => file !== null)],
    stagedBlobs: [
      ...new Set(changed.filter((entry) => !entry.isSubmodule).flatMap((entry) => entry.indexBlobs)),
    ],
    leftOut: read.flatMap(({ leftOut }) => (leftOut === null ? [] : [leftOut])),
  };
}

// What seems to be below a link that took a folder's place is elsewhere.
function withoutWhatIsBehind(paths: readonly ImportedPath[]): ImportedPath[] {
  const present = new Set(paths.filter(({ file }) => file !== null).map(({ path }) => path));
  const isBehind = ({ path }: ImportedPath): boolean => foldersOnTheWay([path]).some((folder) => present.has(folder)); // prettier-ignore
  return paths.map((one) => (one.file !== null && isBehind(one) ? { path: one.path, file: null } : one));
}

interface Read {
  readonly path: ImportedPath | null;
  readonly leftOut: string | null;
}

const nothing: Read = { path: null, leftOut: null };

async function readCandidate(
  root: string,
  candidate: Candidate,
  rule: ContentRule,
  isMany: boolean,
): Promise<Read> {
  const { path } = candidate;
  if (path.includes('\uFFFD')) return { path: null, leftOut: `The name of "${path}" is not valid UTF-8.` };
  if (candidate.kind === 'changed' && candidate.isSubmodule) return readSubmodule(candidate);
  if (path.endsWith('/')) return { path: null, leftOut: `"${path}" is a repository of its own.` };
  const found = await look(join(root, path));
  if (found === null) return { path: { path, file: null }, leftOut: null };
  if (candidate.kind !== 'changed' && found.size > rule.largestUntracked)
    return { path: { path, file: null }, leftOut: `"${path}" has ${Math.round(found.size / 1_048_576)} MB.` };
  return readFound(root, candidate, found, isMany);
}

// Only which commit it is at belongs to this worktree; what is in it is the submodule's own business.
function readSubmodule(entry: ChangedEntry): Read {
  const [commit] = entry.indexBlobs;
  const leftOut =
    entry.worktreeMode === '160000'
      ? `"${entry.path}" is a submodule that is not as it was committed.`
      : null;
  if (commit === undefined) return { path: { path: entry.path, file: null }, leftOut };
  return {
    path: { path: entry.path, file: { mode: '160000', content: { kind: 'object', id: commit } } },
    leftOut,
  };
}

async function readFound(root: string, candidate: Candidate, found: Stats, isMany: boolean): Promise<Read> {
  const { path } = candidate;
  const absolute = join(root, path);
  if (found.isSymbolicLink()) {
    const bytes = await readlink(absolute, { encoding: 'buffer' });
    return { path: { path, file: { mode: '120000', content: { kind: 'bytes', bytes } } }, leftOut: null };
  }
  // Something that git does not keep, such as an empty folder, is in the place of what there was.
  if (!found.isFile())
    return candidate.kind === 'named' ? nothing : { path: { path, file: null }, leftOut: null };
  const content = await contentOf(absolute, found.size, isMany);
  return { path: { path, file: { mode: modeOf(candidate, found), content } }, leftOut: null };
}

// Many small files are read faster side by side than one behind the other while they are sent to git.
async function contentOf(path: string, size: number, isMany: boolean): Promise<ImportedContent> {
  if (isMany || size > smallFile) return { kind: 'file', path, size };
  return { kind: 'bytes', bytes: await readFile(path) };
}

// Git has already decided for what it tracks: on some file systems modes and links are not to be trusted.
function modeOf(candidate: Candidate, found: Stats): string {
  if (candidate.kind === 'changed' && /^1[02]0[0-7]{3}$/.test(candidate.worktreeMode))
    return candidate.worktreeMode;
  return process.platform !== 'win32' && (found.mode & 0o111) !== 0 ? '100755' : '100644';
}

async function look(path: string): Promise<Stats | null> {
  return lstat(path).catch(() => null);
}
