// Merges that lines can do: real changes, dealt out to two sides. What comes out is known: all of them.
import { join } from 'node:path';
import type { MergeInput } from '../../../src/core/merging/merge';
import { mergeFile } from '../../../src/core/merging/mergeFile';
import { mergeByText } from '../../../src/core/merging/textMerge';
import { mergeGrammarOf } from '../../../src/core/syntax/grammars/mergeGrammars';
import { diffLines } from '../../../src/core/text/lineDiff';
import { joinLines, splitLines } from '../../../src/core/text/lines';
import { Grammars } from '../../../src/engine/syntax/grammars';
import type { Measurement } from '../measure';
import { bound } from '../measure';
import type { RealCase } from './realCases';
import { realCases } from './realCases';

const deals = 3;

/** Counts clean merges by lines that are no longer so with syntax; nothing where there are no cases. */
export async function measureCleanMerges(distDir: string): Promise<Measurement[]> {
  const cases = realCases();
  if (cases === null) return [];
  const grammars = new Grammars(join(distDir, 'grammars'));
  let [merged, worse] = [0, 0];
  for (const one of cases)
    for (let deal = 0; deal < deals; deal++) {
      const input = dealOut(one, deal);
      if (input === null || mergeByText(input).text !== one.resolved) continue;
      const grammar = mergeGrammarOf(input.path);
      const result = mergeFile(input, grammar === null ? null : await grammars.parser(grammar.grammar));
      merged++;
      if (!result.clean || result.text !== one.resolved) worse++;
    }
  const few = Math.max(0, 1000 - merged);
  return [
    { ...bound('clean merges by lines that are worse with syntax', 'files', worse, 0), details: { merged } },
    bound('clean merges missing to a thousand', 'files', few, 0),
  ];
}

/** Gives each change from the base to the author's file to one of two sides; null where a side would have none. */
function dealOut({ path, base, resolved }: RealCase, deal: number): MergeInput | null {
  const [before, after] = [splitLines(base), splitLines(resolved)];
  const changes = diffLines(before, after);
  const side = (wanted: number): string => {
    const lines: string[] = [];
    let at = 0;
    for (const [index, { aStart, aEnd, bStart, bEnd }] of changes.entries()) {
      lines.push(...before.slice(at, aStart));
      lines.push(
        ...(sideOf(index, deal) === wanted ? after.slice(bStart, bEnd) : before.slice(aStart, aEnd)),
      );
      at = aEnd;
    }
    return joinLines([...lines, ...before.slice(at)]);
  };
  const [ours, theirs] = [side(0), side(1)];
  if (ours === base || theirs === base) return null;
  return { path, base, ours, theirs, labels: { base: 'base', ours: 'ours', theirs: 'theirs' } };
}

/** Alternating, in pairs, or in halves of eight. */
function sideOf(change: number, deal: number): number {
  return Math.floor(change / 2 ** deal) % 2;
}
