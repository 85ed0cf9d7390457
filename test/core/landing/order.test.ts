import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrderItem } from '../../../src/core/landing/order';
import { planOrder } from '../../../src/core/landing/order';

const item = (id: string, parts: Partial<OrderItem> = {}): OrderItem => ({ id, after: [], size: 1, since: 0, ...parts }); // prettier-ignore

describe('the order in which sessions land', () => {
  it('lets the one that conflicts with many come behind those that conflict with nobody else', () => {
    const hub = [item('hub', { size: 0 }), item('a'), item('b'), item('c')];
    const conflicts = [['hub', 'a'], ['hub', 'b'], ['c', 'hub']] as const; // prettier-ignore
    expect(planOrder(hub, conflicts)).toEqual(['a', 'b', 'c', 'hub']);
  });

  it('puts the smaller first, then the older, and never anything before what it was built on', () => {
    expect(planOrder([item('large', { size: 9 }), item('young', { since: 2 }), item('old', { since: 1 })], [])).toEqual(['old', 'young', 'large']); // prettier-ignore
    expect(planOrder([item('top', { after: ['base'], size: 0 }), item('base', { size: 9 })], [])).toEqual(['base', 'top']); // prettier-ignore
    expect(planOrder([item('a', { after: ['b'] }), item('b', { after: ['a'] })], [])).toHaveLength(2);
  });

  it('names everybody once, keeps what was built after its base, and lands two of three rivals in a row', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const graph = fc.record({
      after: fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 6 }),
      conflicts: fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 8 }),
      sizes: fc.array(fc.nat(3), { minLength: 6, maxLength: 6 }),
    });
    fc.assert(
      fc.property(graph, ({ after, conflicts, sizes }) => {
        // Only what is later in the alphabet is built on what is earlier, so nothing goes round in a circle.
        const items = ids.map((id, index) =>
          item(id, {
            size: sizes[index] ?? 0,
            after: after
              .filter(([top, base]) => top === index && base < top)
              .map(([, base]) => ids[base] ?? ''),
          }),
        );
        const pairs = conflicts.filter(([one, other]) => one !== other).map(([one, other]) => [ids[one] ?? '', ids[other] ?? ''] as const); // prettier-ignore
        const order = planOrder(items, pairs);
        expect([...order].sort()).toEqual(ids);
        for (const { id, after: bases } of items)
          for (const base of bases) expect(order.indexOf(base)).toBeLessThan(order.indexOf(id));
      }),
    );
  });
});
