// Real conflicted files with what their authors made of them. They are not part of the repository.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One conflicted file. */
export interface RealCase {
  readonly id: string;
  readonly lang: string;
  readonly repo: string;
  readonly path: string;
  /** Whether the author edited only inside the conflicts; null where that is not known. */
  readonly pure: boolean | null;
  /** What mergiraf made of it: equal to the author's, but for white space, different, or a conflict. */
  readonly mergiraf: 'exact' | 'ws' | 'diff' | 'conflict' | null;
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  readonly resolved: string;
}

/** Where the cases are: `PARALLEL_CC_MERGE_CASES`, or beside the checkout. */
const folder =
  process.env['PARALLEL_CC_MERGE_CASES'] ?? join(import.meta.dirname, '../../../../shared/merge-cases/real');

/** Reads the cases; null, with a word about it, where there are none. */
export function realCases(): RealCase[] | null {
  const index = join(folder, 'index.jsonl');
  if (!existsSync(index)) {
    console.error(
      `No merge cases in ${folder}. Name their folder in PARALLEL_CC_MERGE_CASES to measure on them.`,
    );
    return null;
  }
  const lines = readFileSync(index, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) =>
    readCase(JSON.parse(line) as Omit<RealCase, 'base' | 'ours' | 'theirs' | 'resolved'>),
  );
}

function readCase(row: Omit<RealCase, 'base' | 'ours' | 'theirs' | 'resolved'>): RealCase {
  const place = join(folder, row.lang, row.id);
  const files = readdirSync(place);
  const read = (name: string): string =>
    readFileSync(join(place, files.find((file) => file.startsWith(`${name}.`)) ?? name), 'utf8');
  return {
    ...row,
    base: read('base'),
    ours: read('ours'),
    theirs: read('theirs'),
    resolved: read('resolved'),
  };
}

/** How a result compares with the author's. */
export type Grade = 'exact' | 'ws' | 'order' | 'different';

/** Compares a result with the author's: equal, but for white space, but for the order of lines, or different. */
export function gradeOf(result: string, author: string): Grade {
  if (result === author) return 'exact';
  if (bare(result) === bare(author)) return 'ws';
  return sortedLines(result) === sortedLines(author) ? 'order' : 'different';
}

function bare(text: string): string {
  return text.replace(/\s+/g, '');
}

function sortedLines(text: string): string {
  return text
    .split('\n')
    .map((line) => bare(line).replace(/,$/, ''))
    .filter((line) => line !== '')
    .sort()
    .join('\n');
}
