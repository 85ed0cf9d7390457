import { expect, test } from 'vitest';
import { placesInFile, placeTitle } from '../../../src/extension/editor/fileConflicts';
import { worktreeFile } from '../../../src/extension/editor/worktreeFile';
import { conflict, snapshot, worktree } from '../snapshots';

const worktrees = [worktree('/trees'), worktree('/trees/a'), worktree('/trees/b')];

test('each side of a conflict sees its own lines and the name of the other', () => {
  const state = snapshot({ worktrees, conflicts: [conflict('a', 'b', 'src/x.ts')] });
  const seenFrom = (file: string) => {
    const found = worktreeFile(state, file);
    return found === null
      ? []
      : placesInFile(state, found).map((place) => [placeTitle(place), place.range.start]);
  };
  expect(seenFrom('/trees/a/src/x.ts')).toEqual([['⚠ b changed these lines too', 2]]);
  expect(seenFrom('/trees/b/src/x.ts')).toEqual([['⚠ a changed these lines too', 4]]);
  expect(seenFrom('/trees/a/src/y.ts')).toEqual([]);
  expect(seenFrom('/elsewhere/src/x.ts')).toEqual([]);
});

test('a renamed file is found under the name that it has on each side', () => {
  const renamed = conflict('a', 'b', 'old.ts', { oursPath: 'new.ts', theirsPath: 'old.ts' });
  const state = snapshot({ worktrees, conflicts: [renamed] });
  expect(placesInFile(state, worktreeFile(state, '/trees/a/new.ts')!)).toHaveLength(1);
  expect(placesInFile(state, worktreeFile(state, '/trees/a/old.ts')!)).toHaveLength(0);
});

test('a conflict without regions is told at the top of the file', () => {
  const deleted = conflict('a', 'b', 'x.ts', {
    kind: 'deletedModified',
    nature: 'delete-modify',
    regions: [],
    theirsPath: null,
  });
  const state = snapshot({ worktrees, conflicts: [deleted] });
  const [place] = placesInFile(state, worktreeFile(state, '/trees/a/x.ts')!);
  expect(place).toMatchObject({ region: null, range: { start: 0, end: 0 } });
  expect(placeTitle(place!)).toBe('⚠ b deleted this file');
});

test('a file belongs to the innermost of worktrees that lie in one another', () => {
  const state = snapshot({ worktrees });
  expect(worktreeFile(state, '/trees/a/x.ts')).toMatchObject({
    worktree: { path: '/trees/a' },
    path: 'x.ts',
  });
  expect(worktreeFile(state, '/trees/ab/x.ts')).toMatchObject({
    worktree: { path: '/trees' },
    path: 'ab/x.ts',
  });
});
