import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileRole } from '../../core/files/fileRole';
import type { MergeInput, MergeLabels, MergeResult } from '../../core/merging/merge';
import { readBlobs } from '../git/catFile';
import type { Git } from '../git/git';
import type { ConflictStage, MergeTreeResult } from '../git/mergeTree';

/** How conflicts in what lands are resolved without asking. */
export interface Resolving {
  /** Merges a file by its syntax. */
  readonly merge: (input: MergeInput) => Promise<MergeResult>;
  /** The least confidence with which a merged file is taken, from 0 to 1; null: none is. */
  readonly above: number | null;
}

/** A merge without conflicts that had some. */
export interface ResolvedMerge {
  readonly tree: string;
  /** Each file that was merged by syntax, with how sure that is. */
  readonly files: readonly { readonly path: string; readonly confidence: number }[];
}

/**
 * Merges by syntax what git could not merge by lines: all of it, or nothing. A file is taken only where the checker of
 * the merger has no objection and it is as sure as is asked for; files that are made by programs are never taken.
 * @returns null where something is left to decide.
 */
export async function resolveBySyntax(
  git: Git,
  merged: MergeTreeResult,
  labels: MergeLabels,
  { above, merge }: Resolving,
): Promise<ResolvedMerge | null> {
  const conflicts = above === null ? null : contentConflicts(merged);
  if (above === null || conflicts === null) return null;
  const blobs = await readBlobs(
    git,
    conflicts.flatMap((one) => [one.base, one.ours, one.theirs]),
  );
  const files: { path: string; mode: string; text: string; confidence: number }[] = [];
  for (const { path, mode, ...ids } of conflicts) {
    const texts = textsOf(ids, blobs);
    if (texts === null || isMade(path, texts.theirs)) return null;
    const { clean, confidence, text } = await merge({ path, labels, ...texts });
    if (!clean || confidence < above) return null;
    files.push({ path, mode, text, confidence });
  }
  return { tree: await withFiles(git, merged.tree, files), files };
}

interface ContentConflict extends VersionIds {
  readonly path: string;
  readonly mode: string;
}

interface VersionIds {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

// Null where a conflict is about more than the content of a file that all three versions have.
function contentConflicts({ stages, messages }: MergeTreeResult): ContentConflict[] | null {
  const others = messages.some(({ type }) => type.startsWith('CONFLICT') && type !== 'CONFLICT (contents)');
  const paths = [...new Set(stages.map(({ path }) => path))];
  const found = paths.map((path) =>
    conflictOf(
      path,
      stages.filter((stage) => stage.path === path),
    ),
  );
  return others || found.includes(null) ? null : found.filter((one) => one !== null);
}

function conflictOf(path: string, stages: readonly ConflictStage[]): ContentConflict | null {
  const [base, ours, theirs] = ([1, 2, 3] as const).map((stage) => stages.find((one) => one.stage === stage));
  if (base === undefined || ours === undefined || theirs === undefined) return null;
  const isFile = base.mode.startsWith('100') && ours.mode === base.mode && theirs.mode === base.mode;
  return isFile ? { path, mode: ours.mode, base: base.blob, ours: ours.blob, theirs: theirs.blob } : null;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

// Null for what is no text: its bytes would not survive.
function textsOf({ base, ours, theirs }: VersionIds, blobs: ReadonlyMap<string, Buffer>): VersionIds | null {
  try {
    const [one, two, three] = [base, ours, theirs].map((id) => decoder.decode(blobs.get(id)));
    const texts = { base: one ?? '', ours: two ?? '', theirs: three ?? '' };
    return Object.values(texts).some((text) => text.includes('\0')) ? null : texts;
  } catch {
    return null;
  }
}

function isMade(path: string, text: string): boolean {
  const kind = fileRole(path, text)?.kind;
  return kind === 'lockfile' || kind === 'generated';
}

async function withFiles(
  git: Git,
  tree: string,
  files: readonly { readonly path: string; readonly mode: string; readonly text: string }[],
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parallel-cc-'));
  try {
    const own = git.withEnv({ GIT_INDEX_FILE: join(folder, 'index') });
    await own.run(['read-tree', tree]);
    let entries = '';
    for (const { path, mode, text } of files) {
      const blob = await git.run(['hash-object', '-w', '--no-filters', '--stdin'], { input: text });
      entries += `${mode} ${blob.stdout.trim()}\t${path}\0`;
    }
    await own.run(['update-index', '-z', '--index-info'], { input: entries });
    return (await own.run(['write-tree'])).stdout.trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
