// `npm run bench -- merge:real`: merges of real conflicted files beside what their authors, git and mergiraf made of them.
import { join } from 'node:path';
import { mergeFile } from '../../../src/core/merging/mergeFile';
import type { MergeResult } from '../../../src/core/merging/merge';
import { mergeGrammarOf } from '../../../src/core/syntax/grammars/mergeGrammars';
import { Grammars } from '../../../src/engine/syntax/grammars';
import type { Measurement } from '../measure';
import { bound, percentile } from '../measure';
import type { Judged } from './crossValidate';
import { crossValidate } from './crossValidate';
import { describeCurve, describeLanguages } from './describe';
import type { RealCase } from './realCases';
import { realCases } from './realCases';
import { calibrationError, curveOf, resolvedAt } from './report';

/** The least share of files that shall be resolved so well, and applied without asking so well. */
const bars = { resolved: 0.45, right: 0.8, green: 0.22, greenRight: 0.95, calibration: 0.05 } as const;

/** Measures how well and how fast real conflicts are merged; nothing where there are no cases. */
export async function measureRealMerges(distDir: string): Promise<Measurement[]> {
  const cases = realCases();
  if (cases === null) return [];
  const grammars = join(distDir, 'grammars');
  const times = await timeMerges(cases, new Grammars(grammars));
  const { judged } = await crossValidate(cases, grammars);
  const pure = judged.filter(({ real }) => real.pure === true && real.lang !== 'java');
  console.error(describeLanguages(judged));
  console.error(describeCurve(pure));
  return [...qualityOf(pure), ...speedOf(times)];
}

function qualityOf(judged: readonly Judged[]): Measurement[] {
  const curve = curveOf(judged);
  const green = curveOf(judged.filter(({ unobjected }) => unobjected));
  const greenShare = resolvedAt(green, bars.greenRight) * (green.length / judged.length);
  const short = (share: number, bar: number): number => Math.max(0, Math.ceil((bar - share) * judged.length));
  return [
    bound(
      'files short of 45 % resolved with 80 % as the author',
      'files',
      short(resolvedAt(curve, bars.right), bars.resolved),
      0,
    ),
    bound('files short of 22 % green with 95 % as the author', 'files', short(greenShare, bars.green), 0),
    bound('calibration error in hundredths', 'files', 100 * calibrationError(judged), 100 * bars.calibration),
  ];
}

interface Timed {
  readonly ms: number;
  readonly result: MergeResult;
}

async function timeMerges(cases: readonly RealCase[], grammars: Grammars): Promise<Timed[]> {
  const labels = { base: 'base', ours: 'ours', theirs: 'theirs' };
  const timed: Timed[] = [];
  for (const { path, base, ours, theirs } of cases) {
    const grammar = mergeGrammarOf(path);
    const parse = grammar === null ? null : await grammars.parser(grammar.grammar);
    const start = performance.now();
    const result = mergeFile({ path, base, ours, theirs, labels }, parse);
    timed.push({ ms: performance.now() - start, result });
  }
  return timed;
}

function speedOf(timed: readonly Timed[]): Measurement[] {
  const ms = timed.map((one) => one.ms);
  const worse = timed.filter(
    ({ result }) => result.clean && result.findings.some(({ kind }) => kind === 'parsesWorse'),
  );
  return [
    bound('merge of a conflicted file, median', 'ms', percentile(ms, 0.5), 40),
    bound('merge of a conflicted file, p99', 'ms', percentile(ms, 0.99), 1200),
    bound('clean results that parse worse than both sides', 'files', worse.length, 0),
  ];
}
