import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mergeFile } from '../../../src/core/merging/mergeFile';
import type { MergeResult } from '../../../src/core/merging/merge';
import { mergeGrammarOf } from '../../../src/core/syntax/grammars/mergeGrammars';
import { Grammars } from '../../../src/engine/syntax/grammars';
import { builtPrograms } from '../../support/build';

const grammars = builtPrograms().then((dist) => new Grammars(join(dist, 'grammars')));
const labels = { base: 'main', ours: 'alpha', theirs: 'beta' };

async function merge(path: string, base: string, ours: string, theirs: string): Promise<MergeResult> {
  const grammar = mergeGrammarOf(path);
  const parse = grammar === null ? null : await (await grammars).parser(grammar.grammar);
  return mergeFile({ path, base, ours, theirs, labels }, parse);
}

describe('a merge of three versions of a source file', () => {
  it('keeps a formatting of one side out of the way of a change of the other', async () => {
    const merged = await merge('a.ts', 'f(a,b)\n', 'f(a, b)\n', 'f(a,b,c)\n');
    expect(merged).toMatchObject({
      text: 'f(a,b,c)\n',
      clean: true,
      provenance: 'structured',
      rules: ['layout'],
    });
  });

  it('leaves what both sides changed differently, with the smallest conflict and a candidate', async () => {
    const merged = await merge('a.ts', 'const limit = 10;\n', 'const limit = 20;\n', 'const limit = 30;\n');
    expect(merged.text).toBe('<<<<<<< alpha\nconst limit = 20;\n||||||| main\nconst limit = 10;\n=======\nconst limit = 30;\n>>>>>>> beta\n'); // prettier-ignore
    expect(merged).toMatchObject({ clean: false, conflicts: [{ ours: { start: 0, end: 1 } }] });
    expect(merged.candidate?.confidence).toBeLessThan(0.65);
  });

  it('gives a result the line ends of the side that changed them', async () => {
    const merged = await merge('a.ts', 'one();\ntwo();\n', 'one();\r\ntwo();\r\n', 'one(1);\ntwo();\n');
    expect(merged).toMatchObject({ text: 'one(1);\r\ntwo();\r\n', clean: true });
  });
});
