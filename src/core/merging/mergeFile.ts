import { checkLines } from '../syntax/checking/checkLines';
import { checkMerge } from '../syntax/checking/checkMerge';
import type { SourceVersion } from '../syntax/merging/item';
import { countErrors, readTree } from '../syntax/tree/readTree';
import type { FileMerge, ParseSource } from './fileMerge';
import { analyseMerge, assemble } from './fileMerge';
import { evenLineEnds } from './lineEnds';
import { isBinary, isOneSided, takeChanged } from './takeChanged';
import type { MergeCandidate, MergeFinding, MergeInput, MergeResult } from './merge';
import type { MergeFacts, MergeModel } from './model';
import { fileConfidence } from './model';
import { mergeModel } from './mergeModel';
import { isLossy } from './regionCandidates';
import type { OpenRegion } from './openRegion';
import { openRegion } from './openRegion';
import type { ScoredCandidate, ScoredRegion } from './resolve';
import { scoreRegions } from './resolve';
import { cleanTextConfidence } from './textMerge';

/** More attempts at a result that parses are not made. */
const mostAttempts = 4;

/**
 * Merges three versions of a file: by lines, and by syntax where lines conflict.
 * @param parse the parser of the file's language; null merges by text alone.
 */
export function mergeFile(
  original: MergeInput,
  parse: ParseSource | null,
  model: MergeModel = mergeModel,
): MergeResult {
  if (isBinary(original) || isOneSided(original)) return takeChanged(original);
  const { input, restore, changed } = evenLineEnds(original);
  const merge = analyseMerge(input, parse);
  const job = { input, merge, parse, model, rules: changed ? ['line ends'] : [] };
  const result = merge.regions.length === 0 ? withoutConflicts(job) : withConflicts(job);
  const candidate =
    result.candidate === null ? null : { ...result.candidate, text: restore(result.candidate.text) };
  return { ...result, text: restore(result.text), candidate };
}

interface Job {
  readonly input: MergeInput;
  readonly merge: FileMerge;
  readonly parse: ParseSource | null;
  readonly model: MergeModel;
  readonly rules: readonly string[];
}

function withoutConflicts(job: Job): MergeResult {
  const text = assemble(job.merge, []);
  const findings = check(job, text);
  // Where lines do not conflict, only a result that parses worse is taken for a conflict; all else is a doubt.
  const clean = !findings.some(({ kind }) => kind === 'parsesWorse');
  const confidence = clean ? cleanTextConfidence : 0;
  return { ...outcome(job, findings), text, clean, confidence, green: findings.length === 0 };
}

function withConflicts(job: Job): MergeResult {
  const regions = scoreRegions(job.merge, job.input, job.model);
  const { picks, text, findings, ...facts } = bestThatParses(job, regions);
  const confidence = fileConfidence({ ...facts, findings }, job.model);
  const rules = [...job.rules, ...rulesOf(regions, picks)];
  const from = picks.some(({ candidate }) => isLossy(candidate)) ? job.model.lossyFrom : job.model.cleanFrom;
  const clean = confidence >= from && !findings.some(isError);
  const green = clean && confidence >= job.model.greenFrom && findings.length === 0 && picks.every(isSafe);
  if (clean) return { ...outcome(job, findings), text, clean, confidence, green, rules };
  const candidate: MergeCandidate = { text, confidence, rules, findings };
  return { ...partly(job, regions, picks, findings.some(isError)), candidate };
}

/** Nobody need be asked: nothing was chosen but to keep what both sides have inserted, all of it with names of its own. */
function isSafe({ candidate: { way, picks } }: ScoredCandidate): boolean {
  return (
    way !== 'words' &&
    (way === 'merged' || picks.length > 0) &&
    picks.every(({ facts, pick }) => facts.kind === 'insert' && facts.named && pick === 'both')
  );
}

/** Merges the stretches of a file that conflict as the model finds likeliest, whatever its confidence. */
export function likeliestMerge(
  input: MergeInput,
  merge: FileMerge,
  parse: ParseSource | null,
  model: MergeModel,
): MergeFacts & { readonly text: string; readonly lossy: boolean } {
  const attempt = bestThatParses(
    { input, merge, parse, model, rules: [] },
    scoreRegions(merge, input, model),
  );
  return { ...attempt, lossy: attempt.picks.some(({ candidate }) => isLossy(candidate)) };
}

function outcome(
  { merge, rules }: Job,
  findings: readonly MergeFinding[],
): Omit<MergeResult, 'text' | 'clean' | 'confidence' | 'green'> {
  const provenance = merge.regions.some(({ structured }) => structured !== null) ? 'structured' : 'text';
  const language = merge.grammar?.grammar ?? null;
  return { provenance, language, conflicts: [], candidate: null, findings, rules, fellBack: null };
}

function isError({ severity }: MergeFinding): boolean {
  return severity === 'error';
}

interface Attempt extends MergeFacts {
  readonly picks: readonly ScoredCandidate[];
  readonly text: string;
}

/** Takes the likeliest way for each stretch; where the result is worse than the sides, the next for the least certain stretch. */
function bestThatParses(job: Job, regions: readonly ScoredRegion[]): Attempt {
  const ranks = regions.map(() => 0);
  const attempt = (): Attempt => {
    const picks = regions.map(({ scored }, index) => scored[ranks[index] ?? 0] as ScoredCandidate);
    const text = assemble(
      job.merge,
      picks.map(({ candidate }) => candidate.text),
    );
    const probability = picks.reduce((product, one) => product * one.probability, 1);
    return { picks, text, findings: check(job, text), probability, stretches: regions.length };
  };
  const first = attempt();
  for (let tried = 1; tried < mostAttempts; tried++) {
    const next = regions
      .map(({ scored }, index) => ({ index, probability: scored[(ranks[index] ?? 0) + 1]?.probability ?? 0 }))
      .sort((one, other) => other.probability - one.probability)[0];
    const isWorse = tried === 1 ? first.findings.some(isError) : true;
    if (!isWorse || next === undefined || next.probability === 0) return first;
    ranks[next.index] = (ranks[next.index] ?? 0) + 1;
    const found = attempt();
    if (!found.findings.some(isError)) return found;
  }
  return first;
}

function rulesOf(regions: readonly ScoredRegion[], picks: readonly ScoredCandidate[]): string[] {
  const names = regions.flatMap(({ structured }, index) => {
    const way = picks[index]?.candidate.way ?? 'merged';
    return [...(way === 'merged' ? [] : [`way ${way}`]), ...(structured?.rules.keys() ?? [])];
  });
  return [...new Set(names)];
}

/** Resolves the stretches that are certain enough, together too, and leaves the others as conflicts. */
function partly(
  job: Job,
  regions: readonly ScoredRegion[],
  picks: readonly ScoredCandidate[],
  leaveAll: boolean,
): MergeResult {
  const order = picks
    .map(({ probability }, index) => ({ probability, index }))
    .sort((one, other) => other.probability - one.probability);
  const resolved = new Set<number>();
  let together = 1;
  for (const { probability, index } of leaveAll ? [] : order.slice(0, -1)) {
    together *= probability;
    if (
      fileConfidence({ probability: together, stretches: resolved.size + 1, findings: [] }, job.model) <
      job.model.cleanFrom
    )
      break;
    resolved.add(index);
  }
  const open = regions.map((region, index): OpenRegion =>
    resolved.has(index)
      ? { text: picks[index]?.candidate.text ?? '', conflicts: [] }
      : openRegion(region, job.merge, job.input),
  );
  const text = assemble(
    job.merge,
    open.map((one) => one.text),
  );
  const conflicts = open.flatMap((one) => one.conflicts);
  return { ...outcome(job, []), text, clean: false, confidence: 0, green: false, conflicts };
}

/** Checks a whole merged text; without a grammar, its lines only. */
function check({ input, merge, parse }: Job, text: string): MergeFinding[] {
  const lines =
    merge.regions.length === 0 ? [] : checkLines(input, text, merge.grammar?.indentMatters ?? false);
  const { grammar, parsed } = merge;
  if (parse === null || grammar === null || parsed === null) return lines;
  let errors = 0;
  const root = parse(text, (node) => {
    errors = countErrors(node);
    return readTree(node, []);
  });
  const merged: SourceVersion = { text, root, grammar };
  return [
    ...checkMerge({ merged, versions: parsed.versions, errors: { ...parsed.errors, merged: errors } }),
    ...lines,
  ];
}
