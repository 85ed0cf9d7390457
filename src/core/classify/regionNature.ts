import type { Renaming } from './renaming';
import { countName, renamingBetween } from './renaming';
import { squeezed, squeezedEnds } from './squeeze';

/** A conflicting stretch in its three versions, as lines. */
export interface RegionVersions {
  readonly base: readonly string[];
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
}

/** What a conflicting stretch is about; where one side did it, which. */
export type RegionNature =
  | { readonly nature: 'formatting'; readonly by: Side | 'both' }
  | { readonly nature: 'imports' | 'both-added' | 'concurrent-edit' }
  | { readonly nature: 'renamed'; readonly by: Side; readonly renaming: Renaming }
  | { readonly nature: 'moved' | 'delete-modify'; readonly by: Side };

export type Side = 'ours' | 'theirs';

/** What is known of a stretch besides its lines. */
export interface RegionSurroundings {
  /** Whether indentation is part of the meaning, as in Python. */
  readonly indentMatters: boolean;
  /** Whether all lines of all versions belong to import statements. */
  readonly isImports: boolean;
  /** Says whether a name occurs several times in the base and nowhere in a side’s file. */
  readonly wasReplaced: (side: Side, name: string) => boolean;
  /** The lines of each side's file outside of its conflicts. */
  readonly elsewhere: Readonly<Record<Side, ReadonlySet<string>>>;
}

/** Finds out what a conflicting stretch is about, from the most harmless to the least. */
export function natureOfRegion(region: RegionVersions, surroundings: RegionSurroundings): RegionNature {
  const formatter = formattedBy(region, surroundings.indentMatters);
  if (formatter !== null) return { nature: 'formatting', by: formatter };
  if (surroundings.isImports) return { nature: 'imports' };
  if (onlyAdds(region.base, region.ours) && onlyAdds(region.base, region.theirs))
    return { nature: 'both-added' };
  return bySide(region, surroundings) ?? { nature: 'concurrent-edit' };
}

function bySide(region: RegionVersions, { elsewhere, wasReplaced }: RegionSurroundings): RegionNature | null {
  for (const by of ['ours', 'theirs'] as const) {
    const renaming = renamedBy(by, region, wasReplaced);
    if (renaming !== null) return { nature: 'renamed', by, renaming };
    if (isMoved(region.base, region[by], elsewhere[by])) return { nature: 'moved', by };
    if (isBlank(region[by]) && !isBlank(region.base)) return { nature: 'delete-modify', by };
  }
  return null;
}

// One name in place of another at one place only is something else that is used.
function renamedBy(
  by: Side,
  region: RegionVersions,
  wasReplaced: RegionSurroundings['wasReplaced'],
): Renaming | null {
  const renaming = renamingBetween(region.base.join(''), region[by].join(''));
  if (renaming === null) return null;
  const other = region[by === 'ours' ? 'theirs' : 'ours'];
  const isKept = countName(other.join(''), renaming.from) > 0;
  const isSeveral = countName(region.base.join(''), renaming.from) > 1 || wasReplaced(by, renaming.from);
  return isKept && isSeveral ? renaming : null;
}

function formattedBy({ base, ours, theirs }: RegionVersions, indentMatters: boolean): Side | 'both' | null {
  const squeeze = indentMatters ? squeezedEnds : squeezed;
  const [was, one, other] = [base, ours, theirs].map((lines) => squeeze(lines.join('')));
  if (one === other) return 'both';
  if (one === was) return 'ours';
  return other === was ? 'theirs' : null;
}

// In lists the last entry gets a comma when another comes after it.
function onlyAdds(base: readonly string[], side: readonly string[]): boolean {
  const [was, is] = [base, side].map((lines) => lines.map(entryOf).filter((line) => line !== ''));
  if (was === undefined || is === undefined || is.length <= was.length) return false;
  let at = 0;
  for (const line of is) if (line === was[at]) at++;
  return at === was.length;
}

function entryOf(line: string): string {
  return line.trim().replace(/,$/, '');
}

function isMoved(base: readonly string[], side: readonly string[], elsewhere: ReadonlySet<string>): boolean {
  const kept = new Set(side.map((line) => line.trim()));
  const gone = base
    .map((line) => line.trim())
    .filter((line) => /[\p{L}\p{N}]/u.test(line) && !kept.has(line));
  if (gone.length === 0 || side.length >= base.length + gone.length) return false;
  return gone.filter((line) => elsewhere.has(line)).length >= gone.length * fewestMoved;
}

/** So many of the lines that a side took out must be elsewhere in its file, for it to have moved them. */
const fewestMoved = 0.8;

function isBlank(lines: readonly string[]): boolean {
  return lines.every((line) => line.trim() === '');
}
