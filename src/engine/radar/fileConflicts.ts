import type { ConflictKind, ConflictRegion, FileConflict } from '../../core/conflict';
import { merge3 } from '../../core/text/diff3';
import { splitLines } from '../../core/text/lines';
import type { ConflictStage, MergeTreeResult } from '../git/mergeTree';

/** A conflicted path with its versions; `base`, `ours` and `theirs` are ids of blobs, null where there is none. */
export interface ConflictedPath {
  readonly path: string;
  readonly kind: ConflictKind;
  readonly base: string | null;
  readonly ours: string | null;
  readonly theirs: string | null;
}

/**
 * Lists the conflicted paths of a merge with their kinds.
 * @param commits what was merged: git puts a version aside under a name that ends in its commit, and no side knows it.
 */
export function conflictedPaths(result: MergeTreeResult, commits: readonly string[]): ConflictedPath[] {
  const realPath = (path: string): string => withoutCommit(path, commits);
  const byPath = new Map<string, ConflictStage[]>();
  for (const stage of result.stages) {
    const path = realPath(stage.path);
    byPath.set(path, [...(byPath.get(path) ?? []), stage]);
  }
  const typesOf = (path: string): string =>
    result.messages.filter(({ paths }) => paths.map(realPath).includes(path)).map(({ type }) => type).join(' '); // prettier-ignore
  return [...byPath].map(([path, stages]) => {
    const blob = (stage: 1 | 2 | 3): string | null =>
      stages.find((entry) => entry.stage === stage)?.blob ?? null;
    return { path, kind: kindOf(stages, typesOf(path)), base: blob(1), ours: blob(2), theirs: blob(3) };
  });
}

// "src/a.ts~<commit>", where that is taken "src/a.ts~<commit>_0".
function withoutCommit(path: string, commits: readonly string[]): string {
  const at = path.lastIndexOf('~');
  return at > 0 && commits.includes(path.slice(at + 1).replace(/_\d+$/, '')) ? path.slice(0, at) : path;
}

/**
 * Describes a conflict with the lines that are concerned in each side's present file.
 * @param textOf the text of a blob, or null when it is not text.
 * @param sides the path under which each side has the file.
 */
export function describeConflict(
  conflict: ConflictedPath,
  textOf: (blob: string) => string | null,
  sides: { readonly ours: string; readonly theirs: string },
): FileConflict {
  const { path, kind, base, ours, theirs } = conflict;
  const paths = {
    path,
    oursPath: ours === null ? null : sides.ours,
    theirsPath: theirs === null ? null : sides.theirs,
  };
  const texts = ours === null || theirs === null ? null : { ours: textOf(ours), theirs: textOf(theirs) };
  const isText = kind === 'content' || kind === 'bothAdded';
  if (!isText || texts === null) return { ...paths, kind, regions: [] };
  if (texts.ours === null || texts.theirs === null) return { ...paths, kind: 'binary', regions: [] };
  const baseText = base === null ? '' : (textOf(base) ?? '');
  return { ...paths, kind, regions: conflictRegions(baseText, texts.ours, texts.theirs) };
}

/** Says whether content is text as git sees it: no NUL byte near its beginning. */
export function asText(content: Buffer): string | null {
  return content.subarray(0, 8000).includes(0) ? null : content.toString('utf8');
}

function conflictRegions(base: string, ours: string, theirs: string): ConflictRegion[] {
  const versions = { base: splitLines(base), ours: splitLines(ours), theirs: splitLines(theirs) };
  return merge3(versions, { zealous: true })
    .filter((chunk) => chunk.kind === 'conflict')
    .map((chunk) => ({ ours: chunk.ours, theirs: chunk.theirs }));
}

// Git's stable words for conflicts, from the most telling to the least.
const kinds: readonly (readonly [RegExp, ConflictKind])[] = [
  [/submodule/, 'submodule'],
  [/rename|collision/, 'renamed'],
  [/file\/directory|directory rename/, 'fileDirectory'],
  [/modify\/delete/, 'deletedModified'],
  [/distinct modes/, 'mode'],
  [/binary/, 'binary'],
];

function kindOf(stages: readonly ConflictStage[], types: string): ConflictKind {
  const has = (stage: 1 | 2 | 3): boolean => stages.some((entry) => entry.stage === stage);
  if (stages.some(({ mode }) => mode === '160000')) return 'submodule';
  const named = kinds.find(([pattern]) => pattern.test(types))?.[1];
  if (named !== undefined) return named;
  if (has(1) && has(2) !== has(3)) return 'deletedModified';
  if (!has(2) || !has(3)) return 'other';
  const [ours, theirs] = ([2, 3] as const).map((side) => stages.find(({ stage }) => stage === side));
  if (ours?.blob === theirs?.blob && ours?.mode !== theirs?.mode) return 'mode';
  return has(1) ? 'content' : 'bothAdded';
}
