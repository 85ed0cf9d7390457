import type { ConflictRegion, LineRange } from '../conflict';
import type { ConflictNature } from './reading';
import type { RegionNature, Side } from './regionNature';
import type { Sentence, SideName } from './sentence';
import { ours, say, theirs } from './sentence';

/** What a sentence about a conflicting text speaks of. */
export interface TextPlace {
  readonly path: string;
  readonly isNew: boolean;
  readonly regions: readonly ConflictRegion[];
  readonly declarations: readonly string[];
  /** Those of the declarations that both sides touched. */
  readonly shared: readonly string[];
}

/**
 * Says what happened to a text.
 * @param main the gravest of its stretches.
 */
export function sentenceOf(nature: ConflictNature, main: RegionNature, place: TextPlace): Sentence {
  const { path } = place;
  const lines = linesOf(place.regions);
  const where = place.declarations.length === 0 ? `${path} (${lines})` : `${listed(place.declarations)} in ${path} (${lines})`; // prettier-ignore
  if (nature === 'generated') return say`${ours} and ${theirs} each had ${path} generated anew, differently.`;
  if (nature === 'structural') return say`${ours} and ${theirs} changed neighbouring parts of ${where}.`;
  if (nature === 'both-added' && place.isNew) return say`${ours} and ${theirs} each added ${path}, with different content.`; // prettier-ignore
  switch (main.nature) {
    case 'formatting':
      if (main.by === 'both') return say`${ours} and ${theirs} formatted ${path} differently (${lines}).`;
      return say`${by(main.by)} only formatted lines of ${path} that ${other(main.by)} changed (${lines}).`;
    case 'imports':
      return say`${ours} and ${theirs} changed the imports of ${path} at the same place (${lines}).`;
    case 'both-added':
      if (place.shared.length > 0) return say`${ours} and ${theirs} each added ${listed(place.shared)} to ${path}, differently (${lines}).`; // prettier-ignore
      return say`${ours} and ${theirs} each added something at the same place: ${where}.`;
    case 'renamed':
      return say`${by(main.by)} renamed ${main.renaming.from} to ${main.renaming.to} in lines that ${other(main.by)} changed: ${where}.`; // prettier-ignore
    case 'moved':
      return say`${by(main.by)} moved lines that ${other(main.by)} changed: ${where}.`;
    case 'delete-modify':
      return say`${by(main.by)} deleted lines that ${other(main.by)} changed: ${where}.`;
    case 'concurrent-edit':
      return say`${ours} and ${theirs} changed the same lines of ${where}.`;
  }
}

function by(side: Side): SideName {
  return side === 'ours' ? ours : theirs;
}

function other(side: Side): SideName {
  return side === 'ours' ? theirs : ours;
}

/** Names a few definitions, and how many more there are. */
function listed(names: readonly string[]): string {
  const [shown, more] = [names.slice(0, 3).join(', '), names.length - 3];
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function linesOf(regions: readonly ConflictRegion[]): string {
  const [first] = regions;
  if (first === undefined) return 'no lines';
  const more = regions.length > 1 ? `, and ${regions.length - 1} more` : '';
  return `${wordRange(first.ours)} and ${wordRange(first.theirs)}${more}`;
}

function wordRange({ start, end }: LineRange): string {
  const last = Math.max(end, start + 1);
  return last === start + 1 ? `line ${last}` : `lines ${start + 1}–${last}`;
}
