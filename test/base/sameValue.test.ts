import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isSameValue, keepUnchanged } from '../../src/base/sameValue';

it('takes a copy of any JSON value for the same', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => isSameValue(value, structuredClone(value))));
});

it('tells any two JSON values apart as their canonical texts do', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      expect(isSameValue(one, other)).toBe(canonical(one) === canonical(other));
    }),
  );
});

it('keeps the parts of a record that say what they said', () => {
  const before = { same: [1, { a: 2 }], other: [1] };
  const after = keepUnchanged(before, { same: [1, { a: 2 }], other: [2] });
  expect(after).toEqual({ same: [1, { a: 2 }], other: [2] });
  expect(after.same).toBe(before.same);
});

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}
