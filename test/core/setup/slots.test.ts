import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  lowestFreeSlot,
  portBaseOf,
  setupEnvironment,
  slotEnvironment,
  slotOf,
} from '../../../src/core/setup/environment';

it('gives no two slots a port in common', () => {
  const slot = fc.nat(300);
  fc.assert(
    fc.property(slot, slot, fc.integer({ min: 1, max: 50 }), (one, other, size) => {
      fc.pre(one !== other);
      const [first, second] = [one, other].map((number) => slotOf(number, { base: 21_000, size }).port);
      if (first == null || second == null) return;
      expect(Math.abs(first - second)).toBeGreaterThanOrEqual(size);
    }),
  );
});

it('gives a repository always the same ports, and another one others as a rule', () => {
  const bases = Array.from({ length: 20 }, (_, index) => portBaseOf(`/home/me/repository-${index}`));
  expect(bases).toEqual(Array.from({ length: 20 }, (_, index) => portBaseOf(`/home/me/repository-${index}`)));
  expect(new Set(bases).size).toBeGreaterThan(15);
  for (const base of bases) expect(base).toBeGreaterThanOrEqual(20_000);
  for (const base of bases) expect(base).toBeLessThanOrEqual(32_600);
});

it('gives no ports beyond the highest', () => {
  expect(slotOf(1, { base: 65_516, size: 10 })).toEqual({ number: 1, port: 65_526 });
  expect(slotOf(2, { base: 65_516, size: 10 })).toEqual({ number: 2, port: null });
  expect(slotEnvironment('a', { number: 2, port: null })).toEqual({
    PARALLEL_CC_NAME: 'a',
    PARALLEL_CC_SLOT: '2',
  });
});

it('keeps slot 0 for the main worktree and fills the lowest gap', () => {
  expect(lowestFreeSlot(new Set(), true)).toBe(0);
  expect(lowestFreeSlot(new Set(), false)).toBe(1);
  expect(lowestFreeSlot(new Set([0, 1, 2, 4]), false)).toBe(3);
});

it("gives commands the variables of the tool whose file they are from, and none of another's", () => {
  const place = {
    root: '/r',
    worktree: '/w',
    name: 'n',
    branch: 'b',
    targetBranch: 'main',
    slot: { number: 3, port: 21_030 },
  };
  const ours = {
    PARALLEL_CC_NAME: 'n',
    PARALLEL_CC_SLOT: '3',
    PARALLEL_CC_PORT: '21030',
    PARALLEL_CC_ROOT: '/r',
    PARALLEL_CC_WORKTREE: '/w',
  };
  expect(setupEnvironment('settings', place)).toEqual(ours);
  expect(setupEnvironment('cursor', place)).toEqual({ ...ours, ROOT_WORKTREE_PATH: '/r' });
  expect(setupEnvironment('conductor', place)).toMatchObject({
    CONDUCTOR_PORT: '21030',
    CONDUCTOR_WORKSPACE_PATH: '/w',
  });
  expect(setupEnvironment('codex', place)).toMatchObject({
    CODEX_SOURCE_TREE_PATH: '/r',
    CODEX_WORKTREE_PATH: '/w',
  });
  expect(setupEnvironment('gtr', place)).toEqual({
    ...ours,
    REPO_ROOT: '/r',
    WORKTREE_PATH: '/w',
    BRANCH: 'b',
  });
});
