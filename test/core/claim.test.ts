import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Claim, ClaimMode, ClaimRequest } from '../../src/core/claim';
import { compatible, decideClaim, isActive } from '../../src/core/claim';

const modes: readonly ClaimMode[] = ['exclusive', 'shared', 'intent'];

function request(parts: Partial<ClaimRequest> = {}): ClaimRequest {
  return {
    sessionId: 'b',
    path: 'src/a.ts',
    mode: 'intent',
    source: 'agent',
    reason: null,
    ttlMs: 1000,
    ...parts,
  };
}

function held(parts: Partial<Claim> = {}): Claim {
  return { id: 'c1', sessionId: 'a', path: 'src/a.ts', mode: 'exclusive', source: 'agent', reason: null, acquiredAt: 0, expiresAt: 1000, ...parts }; // prettier-ignore
}

describe('decideClaim', () => {
  it.each([
    ['exclusive', 'exclusive', 'denied'],
    ['exclusive', 'shared', 'denied'],
    ['exclusive', 'intent', 'denied'],
    ['shared', 'exclusive', 'denied'],
    ['shared', 'shared', 'granted'],
    ['shared', 'intent', 'granted'],
    ['intent', 'exclusive', 'denied'],
    ['intent', 'shared', 'granted'],
    ['intent', 'intent', 'granted'],
  ] as const)('holds %s against a request for %s: %s', (mode, wanted, outcome) => {
    expect(decideClaim([held({ mode })], request({ mode: wanted }), 10, 'n').kind).toBe(outcome);
  });

  it('lets a session strengthen its own claim and keeps its id', () => {
    const decision = decideClaim(
      [held({ sessionId: 'b', mode: 'intent' })],
      request({ mode: 'exclusive' }),
      10,
      'n',
    );
    expect(decision).toMatchObject({
      kind: 'granted',
      changed: true,
      claim: { id: 'c1', mode: 'exclusive' },
    });
  });

  it('does not weaken a claim that its holder asks for again', () => {
    const decision = decideClaim([held({ sessionId: 'b' })], request({ mode: 'intent' }), 10, 'n');
    expect(decision).toMatchObject({ kind: 'granted', changed: false, claim: { mode: 'exclusive' } });
  });

  it('takes no notice of a claim that has expired', () => {
    expect(decideClaim([held({ expiresAt: 10 })], request({ mode: 'exclusive' }), 10, 'n').kind).toBe(
      'granted',
    );
  });

  it('names the compatible claims of others, so that both sides can be told', () => {
    const decision = decideClaim([held({ mode: 'intent' })], request(), 10, 'n');
    expect(decision).toMatchObject({ kind: 'granted', overlaps: [{ sessionId: 'a' }] });
  });

  it('never shortens the time of a claim', () => {
    const decision = decideClaim([held({ sessionId: 'b', expiresAt: 9000 })], request(), 10, 'n');
    expect(decision).toMatchObject({ claim: { expiresAt: 9000 } });
  });

  it('keeps every two claims of different sessions on a path compatible, whatever is asked in whatever order', () => {
    const step = fc.record({
      sessionId: fc.constantFrom('a', 'b', 'c', 'd'),
      path: fc.constantFrom('x', 'y'),
      mode: fc.constantFrom(...modes),
      ttlMs: fc.integer({ min: 1, max: 50 }),
      wait: fc.integer({ min: 0, max: 20 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let now = 0;
        let claims: Claim[] = [];
        steps.forEach(({ wait, ...wanted }, index) => {
          now += wait;
          const decision = decideClaim(claims, request(wanted), now, `n${index}`);
          if (decision.kind === 'granted') {
            const { claim } = decision;
            claims = [...claims.filter(({ id }) => id !== claim.id), claim];
          }
          const active = claims.filter((claim) => isActive(claim, now));
          for (const one of active)
            for (const other of active)
              if (one.path === other.path && one.sessionId !== other.sessionId)
                expect(compatible(one.mode, other.mode)).toBe(true);
        });
      }),
    );
  });
});
