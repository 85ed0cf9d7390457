import type { PathModes } from '../../core/classify/classifyFile';
import { classifyFile } from '../../core/classify/classifyFile';
import { classifyText } from '../../core/classify/classifyText';
import type { Symbols } from '../../core/classify/declarations';
import { declarationsAt } from '../../core/classify/declarations';
import type { ConflictKind, FileConflict } from '../../core/conflict';
import { fileRole } from '../../core/files/fileRole';
import { diffLines } from '../../core/text/lineDiff';
import { splitLines } from '../../core/text/lines';
import type { ConflictStage, MergeMessage, MergeTreeResult } from '../git/mergeTree';

/** A conflicted path with its versions; `base`, `ours` and `theirs` are ids of blobs, null where there is none. */
export interface ConflictedPath {
  readonly path: string;
  readonly kind: ConflictKind;
  readonly base: string | null;
  readonly ours: string | null;
  readonly theirs: string | null;
  readonly modes: PathModes;
  /** What a side moved it from, and where each side has it, as far as git says. */
  readonly oldPath: string | null;
  readonly names: { readonly ours: string; readonly theirs: string } | null;
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
  const messages = result.messages.map(({ type, paths }) => ({ type, paths: paths.map(realPath) }));
  const found = [...byPath].map(([path, stages]) => readStages(path, stages, messages));
  return messages.filter(isTwoRenames).reduce(joinRenames, found);
}

function readStages(
  path: string,
  stages: readonly ConflictStage[],
  messages: readonly MergeMessage[],
): ConflictedPath {
  const of = (stage: 1 | 2 | 3): ConflictStage | undefined => stages.find((entry) => entry.stage === stage);
  const about = messages.filter(({ paths }) => paths.includes(path));
  const types = about.map(({ type }) => type).join(' ');
  const renamed = about.find(({ type }) => /rename\/delete/.test(type));
  return {
    path,
    kind: kindOf(stages, types),
    base: of(1)?.blob ?? null,
    ours: of(2)?.blob ?? null,
    theirs: of(3)?.blob ?? null,
    modes: { base: of(1)?.mode ?? null, ours: of(2)?.mode ?? null, theirs: of(3)?.mode ?? null },
    oldPath: renamed?.paths.find((other) => other !== path) ?? null,
    names: null,
  };
}

// "CONFLICT (rename/rename)" names the old path and the two new ones; git has a stage or two under each.
function isTwoRenames({ type, paths }: MergeMessage): boolean {
  return type.includes('rename/rename') && new Set(paths).size === 3;
}

function joinRenames(found: ConflictedPath[], { paths }: MergeMessage): ConflictedPath[] {
  const [oldPath = '', oursPath = '', theirsPath = ''] = paths;
  const parts = [oldPath, oursPath, theirsPath].map((path) => found.find((one) => one.path === path));
  const [old, ours, theirs] = parts;
  if (ours === undefined || theirs === undefined) return found;
  const joined: ConflictedPath = {
    ...ours,
    kind: 'renamed',
    path: oldPath,
    base: old?.base ?? ours.base,
    theirs: theirs.theirs,
    modes: { ...ours.modes, theirs: theirs.modes.theirs },
    oldPath,
    names: { ours: oursPath, theirs: theirsPath },
  };
  return [...found.filter((one) => !parts.includes(one)), joined];
}

// "src/a.ts~<commit>", where that is taken "src/a.ts~<commit>_0".
function withoutCommit(path: string, commits: readonly string[]): string {
  const at = path.lastIndexOf('~');
  return at > 0 && commits.includes(path.slice(at + 1).replace(/_\d+$/, '')) ? path.slice(0, at) : path;
}

/** What describing a conflict asks for. */
export interface ConflictSources {
  /** The text of a blob, or null when it is not text. */
  readonly textOf: (blob: string) => string | null;
  /** The definitions in a text; empty when they cannot be known. */
  readonly symbolsOf: (path: string, text: string) => Promise<Symbols>;
}

/**
 * Describes a conflict: the lines that are concerned in each side's present file, and what it is about.
 * @param sides the path under which each side has the file.
 */
export async function describeConflict(
  conflict: ConflictedPath,
  { textOf, symbolsOf }: ConflictSources,
  sides: { readonly ours: string; readonly theirs: string },
): Promise<FileConflict> {
  const { path, kind, ours, theirs, names } = conflict;
  const paths = {
    path,
    oursPath: ours === null ? null : (names?.ours ?? sides.ours),
    theirsPath: theirs === null ? null : (names?.theirs ?? sides.theirs),
  };
  const text = (blob: string | null): string | null => (blob === null ? null : textOf(blob));
  const [one, other] = [text(ours), text(theirs)];
  const isLink = [conflict.modes.ours, conflict.modes.theirs].includes(symlinkMode);
  const isText = !isLink && (kind === 'content' || kind === 'bothAdded');
  if (!isText || one === null || other === null)
    return { ...paths, ...(await describeWhole({ ...conflict, kind: isText ? 'binary' : kind }, paths, { textOf, symbolsOf })) }; // prettier-ignore
  const base = text(conflict.base) ?? '';
  const symbols = { ours: await symbolsOf(path, one), theirs: await symbolsOf(path, other) };
  const isNew = kind === 'bothAdded';
  const read = classifyText({ path, base, ours: one, theirs: other, isNew, role: fileRole(path, one), symbols }); // prettier-ignore
  return { ...paths, kind, ...read };
}

const symlinkMode = '120000';

async function describeWhole(
  conflict: ConflictedPath,
  paths: Pick<FileConflict, 'path' | 'oursPath' | 'theirsPath'>,
  { textOf, symbolsOf }: ConflictSources,
): Promise<Pick<FileConflict, 'kind' | 'regions' | 'reading'>> {
  const { kind, base, modes, oldPath } = conflict;
  const kept = conflict.ours ?? conflict.theirs;
  const [before, after] = [base, kept].map((blob) => (blob === null ? null : textOf(blob)));
  const isDeletion = paths.oursPath === null || paths.theirsPath === null;
  const change = isDeletion && before != null && after != null ? { before, after } : null;
  const declarations = change === null ? [] : await changedDeclarations(paths.path, change, symbolsOf);
  const role = fileRole(paths.path, after ?? '');
  return { kind, regions: [], reading: classifyFile({ ...paths, kind, oldPath, modes, role, change, declarations }) }; // prettier-ignore
}

async function changedDeclarations(
  path: string,
  { before, after }: { readonly before: string; readonly after: string },
  symbolsOf: ConflictSources['symbolsOf'],
): Promise<string[]> {
  const changes = diffLines(splitLines(before), splitLines(after));
  return declarationsAt(await symbolsOf(path, after), changes.map(({ bStart, bEnd }) => ({ start: bStart, end: bEnd }))); // prettier-ignore
}

/** Says whether content is text as git sees it: no NUL byte near its beginning. */
export function asText(content: Buffer): string | null {
  return content.subarray(0, 8000).includes(0) ? null : content.toString('utf8');
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
