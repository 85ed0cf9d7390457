import { join } from 'node:path';
import type { MergeResult } from '../../../src/core/merging/merge';
import { mergeFile } from '../../../src/core/merging/mergeFile';
import { mergeGrammarOf } from '../../../src/core/syntax/grammars/mergeGrammars';
import { Grammars } from '../../../src/engine/syntax/grammars';
import { builtPrograms } from '../../support/build';

const grammars = builtPrograms().then((dist) => new Grammars(join(dist, 'grammars')));
const labels = { base: 'base', ours: 'ours', theirs: 'theirs' };

/** Merges three texts in this process, with the parsers that were built. */
export async function mergeText(
  path: string,
  base: string,
  ours: string,
  theirs: string,
): Promise<MergeResult> {
  const grammar = mergeGrammarOf(path);
  const parse = grammar === null ? null : await (await grammars).parser(grammar.grammar);
  return mergeFile({ path, base, ours, theirs, labels }, parse);
}
