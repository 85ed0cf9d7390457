// `npm run bench -- merge:calibrate`: fits what a merge's confidence rests on to real cases, and writes it into the source.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MergeModel } from '../../../src/core/merging/model';
import type { Measurement } from '../measure';
import { bound } from '../measure';
import type { Judged } from './crossValidate';
import { crossValidate } from './crossValidate';
import { realCases } from './realCases';
import { calibrationError, curveOf } from './report';

const target = join(import.meta.dirname, '../../../src/core/merging/mergeModel.ts');

/** Fits the model and writes it; nothing where there are no cases. */
export async function calibrateMerges(distDir: string): Promise<Measurement[]> {
  const cases = realCases();
  if (cases === null) return [];
  const { judged, model } = await crossValidate(cases, join(distDir, 'grammars'));
  const known = judged.filter(({ real }) => real.pure !== false);
  const unbroken = known.filter(({ hasError }) => !hasError);
  const cleanFrom = leastFor(
    unbroken.filter(({ lossy }) => !lossy),
    0.8,
  );
  const lossyFrom = leastFor(
    unbroken.filter(({ lossy }) => lossy),
    0.8,
  );
  const greenFrom = leastFor(
    known.filter(({ unobjected, lossy }) => unobjected && !lossy),
    0.95,
  );
  await writeFile(target, print({ ...model, cleanFrom, lossyFrom, greenFrom }));
  return [
    bound(
      'calibration error of merges, cross-validated, in hundredths',
      'files',
      100 * calibrationError(known),
      5,
    ),
  ];
}

/** The least confidence from which on so much is right. */
function leastFor(judged: readonly Judged[], right: number): number {
  return (
    Math.ceil(100 * (curveOf(judged).findLast((point) => point.right >= right)?.confidence ?? 0.99)) / 100
  );
}

function print({ weights, fileWeights, cleanFrom, lossyFrom, greenFrom }: MergeModel): string {
  const entries = (values: Readonly<Record<string, number>>): string =>
    Object.entries(values)
      .filter(([, value]) => Math.abs(value) >= 0.005)
      .map(
        ([name, value]) => `    ${/^\w+$/.test(name) ? name : `'${name}'`}: ${Number(value.toFixed(2))},\n`,
      )
      .join('');
  return `import type { MergeModel } from './model';

/**
 * What was learned from conflicted files of public projects and what their authors made of them. Written by
 * \`npm run bench -- merge:calibrate\`; not to be changed by hand.
 */
export const mergeModel: MergeModel = {
  weights: {
${entries(weights)}  },
  fileWeights: {
${entries(fileWeights)}  },
  cleanFrom: ${cleanFrom},
  lossyFrom: ${lossyFrom},
  greenFrom: ${greenFrom},
};
`;
}
