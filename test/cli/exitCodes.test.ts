import { describe, expect, it } from 'vitest';
import { exitCodeOf, exitCodes, exitMeanings } from '../../src/cli/exitCodes';

describe('exit codes', () => {
  it('are what scripts rely on', () => {
    expect(exitCodes).toEqual({
      ok: 0,
      failed: 1,
      usage: 2,
      noRepository: 3,
      refused: 4,
      conflicts: 5,
      noCoordinator: 6,
      git: 7,
      notFound: 8,
      programMissing: 9,
      cancelled: 130,
    });
  });

  it('are all explained', () => {
    expect(Object.keys(exitMeanings)).toEqual(Object.keys(exitCodes));
  });

  it.each([
    ['invalidInput', 2],
    ['bareRepository', 3],
    ['noCommits', 3],
    ['worktreeNotClean', 4],
    ['hostUnavailable', 6],
    ['gitTooOld', 7],
    ['sessionNotFound', 8],
    ['programNotFound', 9],
    ['internal', 1],
  ] as const)('of %s is %i', (code, number) => {
    expect(exitCodeOf(code)).toBe(number);
  });
});
