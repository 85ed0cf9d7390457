/** What a claim is on: a file, all below a folder, all that a glob matches, a named part of a file, or anything named. */
export type ClaimKind = 'file' | 'folder' | 'glob' | 'symbol' | 'resource';

/** What can be claimed. Paths are from the top of the repository, with `/`, the same for every worktree's copy. */
export interface ClaimTarget {
  readonly kind: ClaimKind;
  /** The file (also a symbol's), the folder without a `/` at its end, the glob, or the resource's name, as people see it. */
  readonly path: string;
  /** The same where two spellings mean one thing; targets are compared by it. */
  readonly key: string;
  /** The symbol's name, from the outermost inwards with `.` between: `Auth.validateToken`; null for all other kinds. */
  readonly symbol: string | null;
}

/** The target that is a file as a whole. */
export function fileTarget({ path, key }: { readonly path: string; readonly key: string }): ClaimTarget {
  return { kind: 'file', path, key, symbol: null };
}

/** The target that is a named part of a file. */
export function symbolTarget(
  { path, key }: { readonly path: string; readonly key: string },
  symbol: string,
): ClaimTarget {
  return { kind: 'symbol', path, key, symbol };
}

/** Words a target as its user would type it, for example `src/auth.ts#validateToken`, `src/auth/` or `port:3000`. */
export function describeTarget({ kind, path, symbol }: Omit<ClaimTarget, 'key'>): string {
  if (kind === 'folder') return `${path}/`;
  return symbol === null ? path : `${path}#${symbol}`;
}

/** How two targets lie to each other: `within` and `around` see it from the first; `across` is a part of both, perhaps. */
export type TargetRelation = 'apart' | 'same' | 'within' | 'around' | 'across';

/** Says whether a path matches a glob. */
export type MatchGlob = (glob: string, path: string) => boolean;

/** Finds how two targets lie to each other. Globs that may have a file in common are taken to have one. */
export function relate(one: ClaimTarget, other: ClaimTarget, match: MatchGlob): TargetRelation {
  if (one.kind === 'resource' || other.kind === 'resource')
    return one.kind === other.kind && one.key === other.key ? 'same' : 'apart';
  const [breadth, otherBreadth] = [breadthOf[one.kind], breadthOf[other.kind]];
  if (breadth < otherBreadth) return turned[relate(other, one, match)];
  if (one.kind === 'glob') return relateGlob(one, other, match);
  if (one.kind === 'folder') return relateFolder(one, other);
  if (one.key !== other.key) return 'apart';
  return one.kind === 'file' ? (other.kind === 'file' ? 'same' : 'around') : relateSymbols(one.symbol ?? '', other.symbol ?? ''); // prettier-ignore
}

/** Says whether a file is in a target, or has the symbol that it is. */
export function covers(target: ClaimTarget, path: string, match: MatchGlob): boolean {
  return target.path === path || relate(target, fileTarget({ path, key: path }), match) !== 'apart';
}

const breadthOf: Readonly<Record<Exclude<ClaimKind, 'resource'>, number>> = {
  symbol: 0,
  file: 1,
  folder: 2,
  glob: 3,
};

const turned: Readonly<Record<TargetRelation, TargetRelation>> = {
  apart: 'apart',
  same: 'same',
  within: 'around',
  around: 'within',
  across: 'across',
};

function relateSymbols(one: string, other: string): TargetRelation {
  if (one === other) return 'same';
  if (other.startsWith(`${one}.`)) return 'around';
  return one.startsWith(`${other}.`) ? 'within' : 'apart';
}

function relateFolder(folder: ClaimTarget, other: ClaimTarget): TargetRelation {
  if (other.kind === 'folder' && other.key === folder.key) return 'same';
  if (isBelow(other.key, folder.key)) return 'around';
  return other.kind === 'folder' && isBelow(folder.key, other.key) ? 'within' : 'apart';
}

function relateGlob(glob: ClaimTarget, other: ClaimTarget, match: MatchGlob): TargetRelation {
  if (other.kind === 'file' || other.kind === 'symbol')
    return match(glob.key, other.key) ? 'around' : 'apart';
  const base = fixedPartOf(glob.key);
  if (other.kind === 'folder') {
    if (base === other.key || isBelow(base, other.key)) return 'within';
    return isBelow(other.key, base) ? 'across' : 'apart';
  }
  if (glob.key === other.key) return 'same';
  const otherBase = fixedPartOf(other.key);
  const meet = base === otherBase || isBelow(base, otherBase) || isBelow(otherBase, base);
  return meet && endingsMeet(glob.key, other.key) ? 'across' : 'apart';
}

// The top of the repository is the empty path.
function isBelow(path: string, folder: string): boolean {
  return folder === '' ? path !== '' : path.startsWith(`${folder}/`);
}

/** The folder that all matches of a glob lie in: its parts before the first with a special character. */
export function fixedPartOf(glob: string): string {
  const parts = glob.split('/').slice(0, -1);
  const first = parts.findIndex((part) => hasMagic(part));
  return (first < 0 ? parts : parts.slice(0, first)).join('/');
}

/** Says whether a text is a glob and not the name of one file. */
export function hasMagic(text: string): boolean {
  return /[*?[\]{}!()]/.test(text);
}

// `**/*.sql` and `**/*.ts` have no file in common; where an ending is not plain they may have one.
function endingsMeet(one: string, other: string): boolean {
  const [ending, otherEnding] = [plainEnding(one), plainEnding(other)];
  return ending.endsWith(otherEnding) || otherEnding.endsWith(ending);
}

function plainEnding(glob: string): string {
  return /[^*?[\]{}!()/]*$/.exec(glob)?.[0] ?? '';
}
