import type { MergeChunk, MergeVersions } from '../text/diff3';
import type { Choice, ChoiceFacts, ListChoice, Part, Pick } from '../syntax/merging/merged';
import type { RegionMerge } from '../syntax/merging/mergeRegion';
import { printMerged, textOfSegments } from '../syntax/merging/printMerged';
import { mergeWords } from '../syntax/merging/wordMerge';

/** A way of resolving a stretch. */
export interface RegionCandidate {
  readonly text: string;
  /** How it came about: merged without a choice, or with the choices taken so, or taken from one side as a whole. */
  readonly way: 'merged' | 'words' | 'ours' | 'theirs' | 'both' | 'mixed';
  /** The choices with what was picked. */
  readonly picks: readonly { readonly facts: ChoiceFacts; readonly pick: Pick }[];
}

/** Whether one side's version is taken where both changed something. */
export function isLossy({ way, picks }: RegionCandidate): boolean {
  if (picks.length === 0) return way === 'ours' || way === 'theirs';
  return picks.some(({ pick }) => pick === 'ours' || pick === 'theirs');
}

/** More choices than this are all taken alike. */
const mostMixed = 3;
const ways = ['both', 'ours', 'theirs'] as const;

/** Lists the ways of resolving a stretch, each text once; the first that leads to a text is the one that is named. */
export function regionCandidates(texts: RegionTexts, structured: RegionMerge | null): RegionCandidate[] {
  const found = new Map<string, RegionCandidate>();
  const all = [...(structured === null ? [] : structuredCandidates(structured)), ...textCandidates(texts)];
  for (const candidate of all) if (!found.has(candidate.text)) found.set(candidate.text, candidate);
  return [...found.values()];
}

/** What a stretch is in each version, and with the changes of a side put in where the other has none. */
export interface RegionTexts {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  /** With all conflicts of the stretch taken from one side. */
  readonly withOurs: string;
  readonly withTheirs: string;
  readonly withBoth: string;
}

/** Reads what a stretch is in each version; it holds the chunks given, of which the first and last may be cut. */
export function regionTexts(chunks: readonly MergeChunk[], versions: MergeVersions): RegionTexts {
  const part = (chunk: MergeChunk, side: 'base' | 'ours' | 'theirs'): string =>
    versions[side].slice(chunk[side].start, chunk[side].end).join('');
  const all = (side: 'base' | 'ours' | 'theirs'): string => chunks.map((chunk) => part(chunk, side)).join('');
  const taking = (conflict: (chunk: MergeChunk) => string): string =>
    chunks
      .map((chunk) =>
        chunk.kind === 'conflict'
          ? conflict(chunk)
          : part(chunk, chunk.kind === 'theirs' ? 'theirs' : 'ours'),
      )
      .join('');
  return {
    base: all('base'),
    ours: all('ours'),
    theirs: all('theirs'),
    withOurs: taking((chunk) => part(chunk, 'ours')),
    withTheirs: taking((chunk) => part(chunk, 'theirs')),
    withBoth: taking((chunk) => part(chunk, 'ours') + part(chunk, 'theirs')),
  };
}

function textCandidates({
  base,
  ours,
  theirs,
  withOurs,
  withTheirs,
  withBoth,
}: RegionTexts): RegionCandidate[] {
  const words = mergeWords(base, ours, theirs);
  const whole = (way: RegionCandidate['way'], text: string): RegionCandidate => ({ way, text, picks: [] });
  return [
    ...(words === null ? [] : [whole('words', words)]),
    whole('ours', withOurs),
    whole('theirs', withTheirs),
    whole('both', withBoth),
  ];
}

function structuredCandidates({ merged }: RegionMerge): RegionCandidate[] {
  const choices = choicesOf([merged]);
  const print = (picks: ReadonlyMap<Choice | ListChoice, Pick>): string =>
    textOfSegments(printMerged([merged], (choice) => picks.get(choice) ?? 'ours'));
  if (choices.length === 0) return [{ way: 'merged', text: print(new Map()), picks: [] }];
  return combinations(choices).map((picks) => {
    const taken = choices.map((choice, index) => ({
      choice,
      facts: choice.facts,
      pick: picks[index] ?? 'ours',
    }));
    const [first] = picks;
    const isUniform = picks.every((pick) => pick === first);
    return {
      way: isUniform && first !== undefined && first !== 'open' && first !== 'base' ? first : 'mixed',
      text: print(new Map(taken.map(({ choice, pick }) => [choice, pick]))),
      picks: taken.map(({ facts, pick }) => ({ facts, pick })),
    };
  });
}

/** For each choice a pick that it has. */
function combinations(choices: readonly (Choice | ListChoice)[]): Pick[][] {
  const possible = (choice: Choice | ListChoice): readonly Pick[] =>
    choice.both === null ? ['ours', 'theirs'] : ways;
  if (choices.length > mostMixed)
    return ways.map((way) => choices.map((choice) => (possible(choice).includes(way) ? way : 'ours')));
  return choices.reduce<Pick[][]>(
    (lists, choice) => lists.flatMap((list) => possible(choice).map((pick) => [...list, pick])),
    [[]],
  );
}

/** All choices in what was merged, in the order of the text. */
export function choicesOf(parts: readonly Part[]): (Choice | ListChoice)[] {
  return parts.flatMap((part): (Choice | ListChoice)[] => {
    if (typeof part === 'string') return [];
    if (part.kind === 'choice') return [part];
    return part.elements.flatMap((element) => ('kind' in element ? [element] : choicesOf(element.parts)));
  });
}
