import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { CoordinatorError } from '../../core/errors';
import type { Git } from './git';

/** Where the content of a file in a new commit comes from. */
export type ImportedContent =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** A file on disk. One that no longer has `size` bytes fails the import. */
  | { readonly kind: 'file'; readonly path: string; readonly size: number }
  | { readonly kind: 'object'; readonly id: string };

/** One path of a new commit: its mode and content, or null where it is deleted. */
export interface ImportedPath {
  readonly path: string;
  readonly file: { readonly mode: string; readonly content: ImportedContent } | null;
}

/** A commit to be made. */
export interface ImportedCommit {
  readonly message: string;
  /** Ids of its parents; there may be none. */
  readonly parents: readonly string[];
  /** The tree that `paths` are laid over: that of the first parent, an empty one, or one by its id. */
  readonly onto: 'parent' | 'nothing' | { readonly tree: string };
  readonly paths: readonly ImportedPath[];
}

/** What an import made. */
export interface MadeCommit {
  readonly commit: string;
  readonly tree: string;
}

/**
 * Makes commits, each on top of nothing but what it names, in one process, and points a ref to the last of them.
 * Contents are taken byte for byte: no filter, no conversion of line ends. See git-fast-import(1).
 * @param commits later ones may name earlier ones as parents by `:1`, `:2` and so on. Git starts while they are gathered.
 * @param seconds when they were made, since the Unix epoch.
 * @throws CoordinatorError `gitFailed`; then the ref is as it was.
 */
export async function importCommits(
  git: Git,
  ref: string,
  commits: Promise<readonly ImportedCommit[]>,
  seconds: number,
): Promise<MadeCommit[]> {
  // One pack is on disk sooner than many single objects.
  const settings = ['-c', 'core.fsync=all', '-c', 'fastimport.unpackLimit=1'];
  const args = [...settings, 'fast-import', '--quiet', '--force', '--done', '--date-format=raw'];
  try {
    const { stdout } = await git.run(args, { input: importStream(ref, commits, seconds) });
    return parseMade(stdout);
  } catch (error) {
    await removeCrashReport(git, error);
    throw error;
  }
}

// Per commit a line with its id, and one of `040000 tree <id><tab>`.
function parseMade(output: string): MadeCommit[] {
  const lines = output.split('\n');
  return lines.flatMap((line, index) => {
    const tree = /^040000 tree ([0-9a-f]+)/.exec(line)?.[1];
    return tree === undefined ? [] : [{ commit: lines[index - 1] ?? '', tree }];
  });
}

async function* importStream(
  ref: string,
  gathered: Promise<readonly ImportedCommit[]>,
  seconds: number,
): AsyncGenerator<string | Uint8Array> {
  const commits = await gathered;
  for (const [index, commit] of commits.entries()) {
    yield commitHeader(ref, commit, index + 1, seconds);
    for (const { path, file } of commit.paths) {
      if (file === null) yield `D ${quote(path)}\n`;
      else yield* fileModify(path, file.mode, file.content);
    }
    yield '\n';
  }
  for (const index of commits.keys()) yield `get-mark :${index + 1}\nls :${index + 1} ""\n`;
  yield 'done\n';
}

function commitHeader(ref: string, commit: ImportedCommit, mark: number, seconds: number): string {
  const message = Buffer.from(commit.message);
  const [first, ...others] = commit.parents;
  return [
    // Without this the commit would have the one before it on the ref as its parent.
    `reset ${ref}\n`,
    `commit ${ref}\nmark :${mark}\n`,
    `committer ${authorAt(seconds)}\n`,
    `data ${message.length}\n${message.toString('utf8')}\n`,
    first === undefined ? '' : `from ${first}\n`,
    ...others.map((parent) => `merge ${parent}\n`),
    baseOf(commit),
  ].join('');
}

/** Who makes our commits, as a commit says it. @param seconds when, since the Unix epoch. */
export function authorAt(seconds: number): string {
  return `parallel-cc <parallel-cc@localhost> ${seconds} +0000`;
}

function baseOf({ onto }: ImportedCommit): string {
  if (onto === 'parent') return '';
  return onto === 'nothing' ? 'deleteall\n' : `M 040000 ${onto.tree} ""\n`;
}

async function* fileModify(
  path: string,
  mode: string,
  content: ImportedContent,
): AsyncGenerator<string | Uint8Array> {
  if (content.kind === 'object') {
    yield `M ${mode} ${content.id} ${quote(path)}\n`;
    return;
  }
  const size = content.kind === 'bytes' ? content.bytes.length : content.size;
  yield `M ${mode} inline ${quote(path)}\ndata ${size}\n`;
  if (content.kind === 'bytes') yield content.bytes;
  else yield* exactly(content.path, size);
  yield '\n';
}

// A file that grows while it is read is cut at the size it had; one that shrinks cannot be told to git any more.
async function* exactly(path: string, size: number): AsyncGenerator<Uint8Array> {
  if (size === 0) return;
  let left = size;
  for await (const chunk of createReadStream(path, { end: size - 1 }) as AsyncIterable<Buffer>) {
    left -= chunk.length;
    yield chunk;
  }
  if (left > 0) throw new Error(`"${path}" became shorter while it was read`);
}

function quote(path: string): string {
  return `"${path.replace(/[\\"\n]/g, (letter) => (letter === '\n' ? '\\n' : `\\${letter}`))}"`;
}

// Git leaves a report of its own in the repository when an import fails.
async function removeCrashReport(git: Git, error: unknown): Promise<void> {
  const said = error instanceof CoordinatorError ? error.text : String(error);
  const name = /fast_import_crash_\d+/.exec(said)?.[0];
  if (name === undefined) return;
  const found = await git.run(['rev-parse', '--absolute-git-dir'], { okCodes: [0, 128] });
  if (found.code === 0) await rm(`${found.stdout.trim()}/${name}`, { force: true });
}
