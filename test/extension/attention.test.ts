import { expect, test } from 'vitest';
import { newBreaches, newlyWaiting, PairMemory } from '../../src/extension/attention';
import { countStatus, statusText } from '../../src/extension/statusText';
import { conflict, session, snapshot } from './snapshots';

test('a session that begins to need the user is told once', () => {
  const working = snapshot({ sessions: [session('a', { state: 'working' })] });
  const waiting = snapshot({ sessions: [session('a', { state: 'needsYou', stateReason: 'May I?' })] });
  expect(newlyWaiting(working, waiting).map(({ name }) => name)).toEqual(['a']);
  expect(newlyWaiting(waiting, waiting)).toEqual([]);
  expect(newlyWaiting(waiting, working)).toEqual([]);
});

test('a session that asks another question is told again', () => {
  const first = snapshot({ sessions: [session('a', { state: 'needsYou', stateReason: 'May I?' })] });
  const second = snapshot({ sessions: [session('a', { state: 'needsYou', stateReason: 'And this?' })] });
  expect(newlyWaiting(first, second)).toHaveLength(1);
});

test('a pair that begins to conflict in several files is told once, with their number', () => {
  const after = snapshot({
    conflicts: [conflict('a', 'b', 'x.ts'), conflict('a', 'b', 'y.ts'), conflict('a', 'c', 'x.ts')],
  });
  const found = new PairMemory().takeNew(after);
  expect(found.map(({ first, files }) => [first.theirs.label, files])).toEqual([
    ['b', 2],
    ['c', 1],
  ]);
});

test('a further file of a pair that conflicts already is not told, whichever side comes first', () => {
  const before = snapshot({ conflicts: [conflict('a', 'b', 'x.ts')] });
  const after = snapshot({ conflicts: [conflict('a', 'b', 'x.ts'), conflict('b', 'a', 'y.ts')] });
  const memory = new PairMemory();
  memory.takeNew(before);
  expect(memory.takeNew(after)).toEqual([]);
});

test('a pair that stops conflicting and begins again is not told twice', () => {
  const conflicting = snapshot({ conflicts: [conflict('a', 'b', 'x.ts')] });
  const memory = new PairMemory();
  expect(memory.takeNew(conflicting)).toHaveLength(1);
  expect(memory.takeNew(snapshot({}))).toEqual([]);
  expect(memory.takeNew(conflicting)).toEqual([]);
});

test('the status bar counts sessions that have not ended and leaves out what is zero', () => {
  const quiet = snapshot({ sessions: [session('a', { state: 'idle' }), session('b', { state: 'done' })] });
  expect(statusText(countStatus(quiet))).toBe('1 agent');
  const busy = snapshot({
    sessions: [session('a', { state: 'needsYou' }), session('b', { state: 'working' })],
    conflicts: [conflict('a', 'b', 'x.ts'), conflict('a', 'b', 'y.ts')],
  });
  expect(statusText(countStatus(busy))).toBe('2 agents · 1 needs you · 2 conflicts');
  expect(statusText(countStatus(snapshot({})))).toBe('no agents');
});

test('a write of what another session holds is told once', () => {
  const breach = { operation: 7, time: 1000, writtenAt: 990, path: 'a.ts', label: 'a.ts', worktreePath: '/w/two', writerId: 's2', writer: 'two', holderId: 's1', holder: 'one', summary: 'Written.' }; // prettier-ignore
  const after = snapshot({ breaches: [breach] });
  expect(newBreaches(snapshot({}), after)).toEqual([breach]);
  expect(newBreaches(after, after)).toEqual([]);
});
