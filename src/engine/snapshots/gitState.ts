import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportedPath } from '../git/fastImport';
import type { Git } from '../git/git';

/** The folder of a complete snapshot that holds git's own files of the worktree. */
export const gitStateFolder = 'git';

/** What git itself remembers of one worktree: its index, HEAD, and an operation that is under way. */
export interface GitState {
  readonly files: readonly ImportedPath[];
  /** Commits that these files name and that may be reachable from nowhere else. */
  readonly commits: readonly string[];
}

/** Files and folders of a worktree's git directory that belong to that worktree alone. */
const ownFiles = [
  'index', 'HEAD', 'ORIG_HEAD', 'AUTO_MERGE', 'MERGE_HEAD', 'MERGE_MODE', 'MERGE_MSG', 'MERGE_RR', 'SQUASH_MSG',
  'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'REBASE_HEAD', 'BISECT_ANCESTORS_OK', 'BISECT_EXPECTED_REV', 'BISECT_LOG',
  'BISECT_NAMES', 'BISECT_START', 'BISECT_TERMS', 'config.worktree', 'info/sparse-checkout', 'logs/HEAD',
] as const; // prettier-ignore
const ownFolders = ['rebase-merge', 'rebase-apply', 'sequencer'] as const;

/** Reads what git remembers of a worktree. @param git in the worktree. */
export async function readGitState(git: Git): Promise<GitState> {
  const gitDir = (await git.run(['rev-parse', '--absolute-git-dir'])).stdout.trim();
  const nested = await Promise.all(ownFolders.map((folder) => filesBelow(gitDir, folder)));
  const names = [...ownFiles, ...nested.flat()];
  const contents = await Promise.all(names.map((name) => readFile(join(gitDir, name)).catch(() => null)));
  const files = names.flatMap((name, index) => {
    const bytes = contents[index];
    return bytes == null ? [] : [fileOf(name, bytes)];
  });
  const named = contents.filter((bytes) => bytes !== null && bytes.length <= 200).flatMap((bytes) => idsIn(bytes?.toString('latin1') ?? '')); // prettier-ignore
  return { files, commits: await onlyCommits(git, [...new Set(named)]) };
}

function fileOf(name: string, bytes: Uint8Array): ImportedPath {
  return { path: `${gitStateFolder}/${name}`, file: { mode: '100644', content: { kind: 'bytes', bytes } } };
}

async function filesBelow(gitDir: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(gitDir, folder), { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => `${folder}/${entry.name}`);
}

function idsIn(text: string): string[] {
  return text.match(/\b(?:[0-9a-f]{64}|[0-9a-f]{40})\b/g) ?? [];
}

async function onlyCommits(git: Git, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const { stdout } = await git.run(['cat-file', '--batch-check'], { input: `${ids.join('\n')}\n` });
  return stdout.split('\n').filter((line) => line.includes(' commit ')).map((line) => line.slice(0, line.indexOf(' '))); // prettier-ignore
}
