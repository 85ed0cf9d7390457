import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Git } from '../../../src/engine/git/git';
import { History } from '../../../src/engine/radar/history';
import { git, makeRepository } from '../../support/git';

it('finds where any two commits parted as git does', { timeout: 120_000 }, async () => {
  // Each number says of which earlier commit the next is a child, and of which other one it is a merge.
  const step = fc.record({ parent: fc.nat(), other: fc.option(fc.nat(), { freq: 3 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 9 }), async (steps) => {
      await using repository = await makeRepository({ files: { a: 'a\n' } });
      const tree = await repository.git('rev-parse', 'HEAD^{tree}');
      const commits = [await repository.git('rev-parse', 'HEAD')];
      for (const [index, { parent, other }] of steps.entries()) {
        const parents = new Set(
          [parent, ...(other === null ? [] : [other])].map((at) => commits[at % commits.length] ?? ''),
        );
        const flags = [...parents].flatMap((commit) => ['-p', commit]);
        commits.push(await git(repository.path, 'commit-tree', tree, ...flags, '-m', `commit ${index}`));
      }
      const history = new History(new Git(repository.path));
      const heads = commits.slice(-4);
      await history.learn(heads);
      for (const one of heads) {
        for (const another of heads) {
          const all = (await git(repository.path, 'merge-base', '--all', one, another)).split('\n');
          const found = history.parting(one, another);
          // "several" is always a safe answer; any other one must be git's own and only one.
          if (found !== 'several') expect([found]).toEqual(all);
          else expect(one).not.toBe(another);
        }
      }
    }),
    { numRuns: 12 },
  );
});
