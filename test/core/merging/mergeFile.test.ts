import { describe, expect, it } from 'vitest';
import { mergeText as merge } from './mergeText';

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
    expect(merged.text).toBe('<<<<<<< ours\nconst limit = 20;\n||||||| base\nconst limit = 10;\n=======\nconst limit = 30;\n>>>>>>> theirs\n'); // prettier-ignore
    expect(merged).toMatchObject({ clean: false, conflicts: [{ ours: { start: 0, end: 1 } }] });
    expect(merged.candidate?.confidence).toBeLessThan(0.65);
  });

  it('gives a result the line ends of the side that changed them', async () => {
    const merged = await merge('a.ts', 'one();\ntwo();\n', 'one();\r\ntwo();\r\n', 'one(1);\ntwo();\n');
    expect(merged).toMatchObject({ text: 'one(1);\r\ntwo();\r\n', clean: true });
  });
});
