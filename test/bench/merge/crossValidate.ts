// Measures the merge of each real case with a model that has seen no case of its project.
import type { FileMerge, ParseSource } from '../../../src/core/merging/fileMerge';
import { analyseMerge, assemble } from '../../../src/core/merging/fileMerge';
import { evenLineEnds } from '../../../src/core/merging/lineEnds';
import type { MergeInput } from '../../../src/core/merging/merge';
import { likeliestMerge } from '../../../src/core/merging/mergeFile';
import type { MergeFacts, MergeModel } from '../../../src/core/merging/model';
import { fileConfidence, fileFeatures } from '../../../src/core/merging/model';
import { describeWays } from '../../../src/core/merging/resolve';
import { cleanTextConfidence } from '../../../src/core/merging/textMerge';
import { mergeGrammarOf } from '../../../src/core/syntax/grammars/mergeGrammars';
import { Grammars } from '../../../src/engine/syntax/grammars';
import { authorTexts } from './authorTexts';
import type { Observation } from './fitModel';
import { fitLogistic, fitWays } from './fitModel';
import type { Grade, RealCase } from './realCases';
import { gradeOf } from './realCases';

/** A case with how sure the merge was and how it compares with the author's. */
export interface Judged {
  readonly real: RealCase;
  readonly confidence: number;
  readonly grade: Grade;
  /** Whether the checker found nothing at all. */
  readonly unobjected: boolean;
  readonly hasError: boolean;
  /** Whether one side's version was taken where both had changed something. */
  readonly lossy: boolean;
}

/** A case, analysed once. */
interface Studied {
  readonly real: RealCase;
  readonly input: MergeInput;
  readonly restore: (text: string) => string;
  readonly parse: ParseSource | null;
  readonly merge: FileMerge;
  readonly observations: readonly Observation[];
}

/** Fits models by leave-one-project-out and judges each case with the model that does not know its project; also fits all. */
export async function crossValidate(
  cases: readonly RealCase[],
  grammarsFolder: string,
): Promise<{
  readonly judged: readonly Judged[];
  readonly model: Pick<MergeModel, 'weights' | 'fileWeights'>;
}> {
  const grammars = new Grammars(grammarsFolder);
  const studied = await Promise.all(cases.map((real) => study(real, grammars)));
  const projects = [...new Set(cases.map(({ repo }) => repo))];
  const guesses = projects.flatMap((project) => guessProject(studied, project));
  const fileWeights = fitLogistic(guesses.filter(({ isText }) => !isText).map(rowOf));
  const judged = guesses.map((guess) => {
    const others = guesses.filter(
      ({ studied: { real }, isText }) => !isText && real.repo !== guess.studied.real.repo,
    );
    return judge(
      guess,
      cachedFit(guess.studied.real.repo, () => fitLogistic(others.map(rowOf))),
    );
  });
  return {
    judged,
    model: { weights: fitWays(studied.flatMap(({ observations }) => observations)), fileWeights },
  };
}

async function study(real: RealCase, grammars: Grammars): Promise<Studied> {
  const grammar = mergeGrammarOf(real.path);
  const parse = grammar === null ? null : await grammars.parser(grammar.grammar);
  const labels = { base: 'base', ours: 'ours', theirs: 'theirs' };
  const { base, ours, theirs, path } = real;
  const { input, restore, changed } = evenLineEnds({ path, base, ours, theirs, labels });
  const merge = analyseMerge(input, parse);
  const resolved = changed ? real.resolved.replaceAll('\r\n', '\n') : real.resolved;
  return { real, input, restore, parse, merge, observations: observe(merge, input, resolved) };
}

function observe(merge: FileMerge, input: MergeInput, resolved: string): Observation[] {
  const authors = authorTexts(merge, resolved);
  const described = describeWays(merge, input);
  const isOnly = merge.regions.length === 1;
  const known = merge.regions.flatMap(({ candidates }, index) => {
    const author = authors[index] ?? null;
    if (author === null && !isOnly) return [];
    const isRight = (text: string): boolean =>
      (isOnly ? gradeOf(assemble(merge, [text]), resolved) : gradeOf(text, author ?? '')) !== 'different';
    return [
      candidates.map(({ text }, way) => ({ features: described[index]?.[way] ?? {}, right: isRight(text) })),
    ];
  });
  // A file with many conflicts counts for more than one with a single one, but not for as many.
  return known.map((ways) => ({ ways, weight: 1 / Math.sqrt(known.length) }));
}

interface Guess extends MergeFacts {
  readonly studied: Studied;
  readonly grade: Grade;
  readonly isText: boolean;
  readonly lossy: boolean;
}

function guessProject(studied: readonly Studied[], project: string): Guess[] {
  const weights = fitWays(
    studied.filter(({ real }) => real.repo !== project).flatMap(({ observations }) => observations),
  );
  const model: MergeModel = { weights, fileWeights: {}, cleanFrom: 0, lossyFrom: 0, greenFrom: 0 };
  return studied
    .filter(({ real }) => real.repo === project)
    .map((one) => {
      const isText = one.merge.regions.length === 0;
      const { text, ...facts } = likeliestMerge(one.input, one.merge, one.parse, model);
      return { ...facts, studied: one, grade: gradeOf(one.restore(text), one.real.resolved), isText };
    });
}

function rowOf(guess: Guess): { features: ReturnType<typeof fileFeatures>; right: boolean } {
  return { features: fileFeatures(guess), right: guess.grade !== 'different' };
}

const fits = new Map<string, Record<string, number>>();

function cachedFit(project: string, fit: () => Record<string, number>): Record<string, number> {
  const known = fits.get(project) ?? fit();
  fits.set(project, known);
  return known;
}

function judge(guess: Guess, fileWeights: Record<string, number>): Judged {
  const confidence = guess.isText ? cleanTextConfidence : fileConfidence(guess, { fileWeights });
  const { findings, grade, lossy } = guess;
  return {
    real: guess.studied.real,
    confidence,
    grade,
    unobjected: findings.length === 0,
    hasError: findings.some(({ severity }) => severity === 'error'),
    lossy,
  };
}
