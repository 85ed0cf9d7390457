import type { ChoiceFacts, Pick } from '../syntax/merging/merged';
import type { FileFacts } from './fileFacts';
import { isWord, tellingLines } from './fileFacts';
import type { ConflictRegion } from './fileMerge';
import type { RegionCandidate, RegionTexts } from './regionCandidates';
import type { TokenChange, TokenCounts } from './tokenChanges';
import { common, countTokens, excess, tokenChange, total } from './tokenChanges';

/** What is known of a way of resolving a stretch, by name. The same for both sides exchanged. */
export type Features = Readonly<Record<string, number>>;

/** What is around a stretch. */
export interface RegionContext {
  readonly facts: FileFacts;
  /** The rest of the merged file, as far as it is known. */
  readonly rest: TokenCounts;
  readonly restLines: ReadonlySet<string>;
}

/** Describes each way of resolving a stretch. */
export function featuresOf(
  { candidates, texts, structured }: ConflictRegion,
  context: RegionContext,
): Features[] {
  const base = countTokens(texts.base);
  const ours = tokenChange(base, countTokens(texts.ours));
  const theirs = tokenChange(base, countTokens(texts.theirs));
  const shared = sharedFeatures(ours, theirs, texts);
  const imports = isAboutImports(texts);
  return candidates.map((candidate) => {
    const group = groupOf(candidate);
    const features: Record<string, number> = { [`is ${group}`]: 1 };
    for (const [name, value] of Object.entries(shared)) features[`${name} if ${group}`] = value;
    const result = countTokens(candidate.text);
    const kind = group === 'side' || group === 'both' ? group : 'merged';
    for (const [name, value] of Object.entries(doubts(candidate, result, texts, context))) {
      features[`${name} if ${kind}`] = value;
      if (imports) features[`${name} of imports`] = value;
    }
    Object.assign(features, lossFeatures(base, ours, theirs, result));
    if (group === 'side') Object.assign(features, sideFeatures(candidate.way === 'ours', context.facts));
    for (const { facts, pick } of candidate.picks) count(features, `pick ${nameOf(facts, pick)}`);
    if (structured !== null && candidate.way !== 'words')
      for (const rule of structured.rules.keys())
        features[`rule ${rule}${group === 'side' ? ' if side' : ''}`] = 1;
    features[`structured if ${group}`] = structured === null ? 0 : 1;
    return features;
  });
}

function count(features: Record<string, number>, name: string): void {
  features[name] = Math.min(3, (features[name] ?? 0) + 1);
}

function groupOf({ way }: RegionCandidate): 'merged' | 'words' | 'side' | 'both' | 'mixed' {
  return way === 'ours' || way === 'theirs' ? 'side' : way;
}

function nameOf({ kind, policy, named }: ChoiceFacts, pick: Pick): string {
  return `${kind} ${policy}${named ? ' named' : ''} ${pick === 'both' ? 'both' : 'side'}`;
}

function sharedFeatures(ours: TokenChange, theirs: TokenChange, texts: RegionTexts): Record<string, number> {
  const changed = [
    ...ours.inserted.keys(),
    ...ours.deleted.keys(),
    ...theirs.inserted.keys(),
    ...theirs.deleted.keys(),
  ];
  const [sizeOurs, sizeTheirs] = [size(ours), size(theirs)];
  const inserted = total(ours.inserted) + total(theirs.inserted);
  return {
    size: Math.log1p(sizeOurs + sizeTheirs),
    smaller: Math.log1p(Math.min(sizeOurs, sizeTheirs)),
    alike: inserted === 0 ? 0 : (2 * common(ours.inserted, theirs.inserted)) / inserted,
    imports: isAboutImports(texts) ? 1 : 0,
    comments: Math.max(commentShare(texts.base, texts.ours), commentShare(texts.base, texts.theirs)),
    values: changed.every((token) => !isWord(token)) ? 1 : 0,
    nothingBefore: texts.base.trim() === '' ? 1 : 0,
    nothingDeleted: total(ours.deleted) + total(theirs.deleted) === 0 ? 1 : 0,
  };
}

/** What of each side's changes is not in the result, and what is in it that neither wrote. */
function lossFeatures(
  base: TokenCounts,
  ours: TokenChange,
  theirs: TokenChange,
  result: TokenCounts,
): Record<string, number> {
  const change = tokenChange(base, result);
  const sides = [ours, theirs].map((side) => ({
    inserted: total(excess(side.inserted, change.inserted)),
    deleted: total(excess(side.deleted, change.deleted)),
    size: size(side),
  }));
  const [one, other] = sides.toSorted((a, b) => b.inserted + b.deleted - (a.inserted + a.deleted));
  if (one === undefined || other === undefined) return {};
  const foreign = excess(excess(change.inserted, ours.inserted), theirs.inserted);
  return {
    lostInsertion: Math.log1p(one.inserted),
    lostDeletion: Math.log1p(one.deleted),
    lostShare: (one.inserted + one.deleted) / Math.max(1, one.size),
    lostNothing: one.inserted + one.deleted === 0 ? 1 : 0,
    lostOther: Math.log1p(other.inserted + other.deleted),
    keptSize: Math.log1p(other.size),
    lostOnlyDeletions: one.inserted === 0 && one.deleted > 0 ? 1 : 0,
    lostOnlyInsertions: one.deleted === 0 && one.inserted > 0 ? 1 : 0,
    relativeSize: Math.log1p(one.size) - Math.log1p(other.size),
    repeated: Math.log1p(total(foreign)),
  };
}

function size({ inserted, deleted }: TokenChange): number {
  return total(inserted) + total(deleted);
}

function doubts(
  { text }: RegionCandidate,
  result: TokenCounts,
  texts: RegionTexts,
  context: RegionContext,
): Record<string, number> {
  return { ...nameFeatures(result, texts, context), ...repeatFeatures(text, texts, context) };
}

/** Names that a side has got rid of and the result has again, and names that have lost what they were used or defined by. */
function nameFeatures(
  result: TokenCounts,
  texts: RegionTexts,
  { facts, rest }: RegionContext,
): Record<string, number> {
  const { base, ours, theirs } = facts.words;
  let [stale, orphaned, dangling] = [0, 0, 0];
  for (const [token, here] of result) {
    if (!isWord(token)) continue;
    const [inOurs, inTheirs] = [ours.get(token) ?? 0, theirs.get(token) ?? 0];
    if (base.has(token) && (inOurs === 0 || inTheirs === 0)) stale++;
    if (
      here + (rest.get(token) ?? 0) === 1 &&
      (inOurs === 0 || inOurs > 1) &&
      (inTheirs === 0 || inTheirs > 1)
    )
      orphaned++;
  }
  for (const token of new Set([...countTokens(texts.ours).keys(), ...countTokens(texts.theirs).keys()]))
    if (isWord(token) && !result.has(token) && rest.has(token)) dangling++;
  return {
    stale: Math.log1p(stale),
    anyStale: Math.min(1, stale),
    orphaned: Math.log1p(orphaned),
    anyOrphaned: Math.min(1, orphaned),
    dangling: Math.log1p(dangling),
    anyDangling: Math.min(1, dangling),
  };
}

/** Lines that stand in the stretch and elsewhere, as after a move that one side did not see, and lines that both sides wrote. */
function repeatFeatures(
  text: string,
  { base, ours, theirs }: RegionTexts,
  { facts, restLines }: RegionContext,
): Record<string, number> {
  const before = new Set(tellingLines(base));
  const lines = tellingLines(text);
  const elsewhere = lines.filter(
    (line) => !before.has(line) && restLines.has(line) && !facts.lines.base.has(line),
  );
  const [inOurs, inTheirs] = [countLines(ours), countLines(theirs)];
  let twice = 0;
  for (const [line, count] of countLines(text))
    if (count > 1 && count > Math.max(inOurs.get(line) ?? 0, inTheirs.get(line) ?? 0)) twice++;
  return { elsewhere: Math.log1p(elsewhere.length), twice: Math.log1p(twice) };
}

function countLines(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of tellingLines(text)) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}

const importLine =
  /^\s*(?:import|from|use|using|require|#\s*include|export\s.*from|"[^"]*"$|(?:const|let|var)\s.*=\s*require\b)|^\s*(?:\w+|\w+ as \w+),$|^\s*\}?\s*from\b|^\}.*from/;

function isAboutImports({ ours, theirs, base }: RegionTexts): boolean {
  const lines = [base, ours, theirs].flatMap((text) => text.split('\n')).filter((line) => line.trim() !== '');
  return lines.length > 0 && lines.filter((line) => importLine.test(line)).length / lines.length > 0.7;
}

/** How much of what a side changed is comments. */
function commentShare(base: string, side: string): number {
  const before = new Set(base.split('\n').map((line) => line.trim()));
  const after = new Set(side.split('\n').map((line) => line.trim()));
  const deleted = [...before].filter((line) => !after.has(line));
  const changed = [...deleted, ...[...after].filter((line) => !before.has(line))].filter(
    (line) => line !== '',
  );
  const comments = changed.filter((line) => /^(?:\/\/|\/?\*|#|"""|--|<!--)/.test(line));
  return changed.length === 0 ? 0 : comments.length / changed.length;
}

/** How the whole changes of the side that is taken and of the other are related. */
function sideFeatures(isOurs: boolean, { added, lines }: FileFacts): Record<string, number> {
  const [kept, lost] = isOurs ? [added.ours, added.theirs] : [added.theirs, added.ours];
  const [keptLines, lostLines] = isOurs ? [lines.ours, lines.theirs] : [lines.theirs, lines.ours];
  const share = (some: readonly string[], others: ReadonlySet<string>): number =>
    some.length === 0 ? 0 : some.filter((line) => others.has(line)).length / some.length;
  return {
    fileHasLost: share(lost, keptLines),
    fileLacksKept: share(kept, lostLines),
    fileSizes: Math.log1p(kept.length) - Math.log1p(lost.length),
  };
}
