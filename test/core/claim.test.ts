import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import picomatch from 'picomatch';
import type { Claim, ClaimMode, ClaimRequest, ClaimWait } from '../../src/core/claim';
import { compatible, decideClaim, findDeadlock, isActive } from '../../src/core/claim';
import type { ClaimTarget, MatchGlob } from '../../src/core/claimTarget';
import { covers, fileTarget, relate } from '../../src/core/claimTarget';

const modes: readonly ClaimMode[] = ['exclusive', 'shared', 'intent'];

const file = fileTarget({ path: 'src/a.ts', key: 'src/a.ts' });
const match: MatchGlob = (glob, path) => picomatch.isMatch(path, glob, { dot: true });

function request(parts: Partial<ClaimRequest> = {}): ClaimRequest {
  return { sessionId: 'b', target: file, mode: 'intent', weaken: false, source: 'agent', reason: null, ttlMs: 1000, ...parts }; // prettier-ignore
}

function held(parts: Partial<Claim> = {}): Claim {
  return { ...file, id: 'c1', sessionId: 'a', mode: 'exclusive', source: 'agent', reason: null, acquiredAt: 0, expiresAt: 1000, fence: 1, ...parts }; // prettier-ignore
}

function waits(parts: Partial<ClaimRequest>, until = 1000): ClaimWait {
  return { id: 'w', request: request({ sessionId: 'w', ...parts }), since: 0, until };
}

function decide(
  claims: readonly Claim[],
  wanted: ClaimRequest,
  now = 10,
  waiting: readonly ClaimWait[] = [],
  newId = 'n',
): ReturnType<typeof decideClaim> {
  const related = claims.map((claim) => ({ claims: new Map([[claim.sessionId, claim]]), relation: relate(wanted.target, claim, match) })).filter(({ relation }) => relation !== 'apart'); // prettier-ignore
  return decideClaim({ held: related, waiting, now, match }, wanted, newId);
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
    expect(decide([held({ mode })], request({ mode: wanted })).kind).toBe(outcome);
  });

  it('lets a session strengthen its own claim and keeps its id', () => {
    const decision = decide([held({ sessionId: 'b', mode: 'intent' })], request({ mode: 'exclusive' }));
    expect(decision).toMatchObject({
      kind: 'granted',
      changed: true,
      claim: { id: 'c1', mode: 'exclusive' },
    });
  });

  it('does not weaken a claim that its holder asks for again', () => {
    const decision = decide([held({ sessionId: 'b' })], request({ mode: 'intent' }));
    expect(decision).toMatchObject({ kind: 'granted', changed: false, claim: { mode: 'exclusive' } });
  });

  it('takes no notice of a claim that has expired', () => {
    expect(decide([held({ expiresAt: 10 })], request({ mode: 'exclusive' })).kind).toBe('granted');
  });

  it('names the compatible claims of others, so that both sides can be told', () => {
    const decision = decide([held({ mode: 'intent' })], request());
    expect(decision).toMatchObject({ kind: 'granted', overlaps: [{ sessionId: 'a' }] });
  });

  it('never shortens the time of a claim', () => {
    const decision = decide([held({ sessionId: 'b', expiresAt: 9000 })], request());
    expect(decision).toMatchObject({ claim: { expiresAt: 9000 } });
  });

  it('makes an own claim weaker only where that is asked for', () => {
    const decision = decide([held({ sessionId: 'b' })], request({ mode: 'shared', weaken: true }));
    expect(decision).toMatchObject({ kind: 'granted', changed: true, claim: { id: 'c1', mode: 'shared' } });
  });

  it('serves who came first: a reader does not overtake a writer that waits', () => {
    const wanted = request({ mode: 'shared' });
    const reader = held({ mode: 'shared' });
    expect(decide([reader], wanted, 10, [waits({ mode: 'exclusive' })])).toMatchObject({ kind: 'denied', blockers: [], ahead: [{ id: 'w' }] }); // prettier-ignore
    expect(decide([reader], wanted, 10, [waits({ mode: 'shared' })]).kind).toBe('granted');
    expect(decide([reader], wanted, 10, [waits({ mode: 'exclusive' }, 5)]).kind).toBe('granted');
  });

  it('lets a holder that asks again keep what it has, whoever waits for it', () => {
    const own = held({ sessionId: 'b' });
    expect(decide([own], request({ mode: 'exclusive' }), 10, [waits({ mode: 'exclusive' })]).kind).toBe('granted'); // prettier-ignore
  });

  it('keeps every two claims of different sessions compatible, whatever is asked in whatever order', () => {
    const step = fc.record({
      sessionId: fc.constantFrom('a', 'b', 'c', 'd'),
      target: fc.constantFrom(...targets),
      mode: fc.constantFrom(...modes),
      weaken: fc.boolean(),
      ttlMs: fc.integer({ min: 1, max: 50 }),
      wait: fc.integer({ min: 0, max: 20 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let now = 0;
        let claims: Claim[] = [];
        steps.forEach(({ wait, ...wanted }, index) => {
          now += wait;
          const decision = decide(claims, request(wanted), now, [], `n${index}`);
          if (decision.kind === 'granted') {
            const claim = { ...decision.claim, fence: index };
            claims = [...claims.filter(({ id }) => id !== claim.id), claim];
          }
          const active = claims.filter((claim) => isActive(claim, now));
          for (const one of active)
            for (const other of active)
              if (one.sessionId !== other.sessionId)
                expect(compatible(one.mode, other.mode, relate(one, other, match))).toBe(true);
        });
      }),
    );
  });
});

function target(kind: ClaimTarget['kind'], path: string, symbol: string | null = null): ClaimTarget {
  return { kind, path, key: path, symbol };
}

const targets: readonly ClaimTarget[] = [
  target('file', 'src/a.ts'),
  target('file', 'src/b.sql'),
  target('file', 'docs/a.md'),
  target('symbol', 'src/a.ts', 'Auth'),
  target('symbol', 'src/a.ts', 'Auth.check'),
  target('symbol', 'src/a.ts', 'other'),
  target('folder', 'src'),
  target('folder', 'src/deep'),
  target('folder', ''),
  target('glob', 'src/**/*.ts'),
  target('glob', '**/*.sql'),
  target('glob', '**/*.{sql,ts}'),
  target('resource', 'port:3000'),
  target('resource', 'src/a.ts'),
];

describe('relate', () => {
  it.each([
    ['file src/a.ts', target('file', 'src/a.ts'), target('symbol', 'src/a.ts', 'f'), 'around'],
    ['a class', target('symbol', 'src/a.ts', 'Auth'), target('symbol', 'src/a.ts', 'Auth.check'), 'around'],
    ['a namesake', target('symbol', 'src/a.ts', 'Auth'), target('symbol', 'src/a.ts', 'Authority'), 'apart'],
    ['another function', target('symbol', 'src/a.ts', 'f'), target('symbol', 'src/a.ts', 'g'), 'apart'],
    ['a folder', target('folder', 'src'), target('file', 'src/deep/a.ts'), 'around'],
    ['a folder of a like name', target('folder', 'src'), target('file', 'srcs/a.ts'), 'apart'],
    ['the whole repository', target('folder', ''), target('folder', 'src'), 'around'],
    ['a folder in a folder', target('folder', 'src/deep'), target('folder', 'src'), 'within'],
    ['a glob', target('glob', '**/*.ts'), target('file', 'src/a.ts'), 'around'],
    ['a glob that does not match', target('glob', '**/*.sql'), target('file', 'src/a.ts'), 'apart'],
    ['a glob below a folder', target('glob', 'src/**/*.ts'), target('folder', 'src'), 'within'],
    ['a glob over a folder', target('glob', '**/*.ts'), target('folder', 'src'), 'across'],
    ['two globs', target('glob', 'src/**'), target('glob', '**/*.ts'), 'across'],
    ['globs of different endings', target('glob', '**/*.sql'), target('glob', '**/*.ts'), 'apart'],
    ['globs of different folders', target('glob', 'docs/**'), target('glob', 'src/**'), 'apart'],
    ['a resource', target('resource', 'port:3000'), target('resource', 'port:3000'), 'same'],
    ['a resource and a file', target('resource', 'src/a.ts'), target('file', 'src/a.ts'), 'apart'],
  ] as const)('%s', (_, one, other, relation) => {
    expect(relate(one, other, match)).toBe(relation);
  });

  it('finds two targets in contact whenever a file is in both', () => {
    const files = ['src/a.ts', 'src/b.sql', 'src/deep/c.ts', 'docs/a.md', 'x.sql'].map((path) => target('file', path)); // prettier-ignore
    const holds = (one: ClaimTarget, file: ClaimTarget): boolean => ['same', 'around'].includes(relate(one, file, match)); // prettier-ignore
    const wide = targets.filter(({ kind }) => kind !== 'symbol');
    for (const one of wide)
      for (const other of wide)
        if (files.some((file) => holds(one, file) && holds(other, file)))
          expect([one, other, relate(one, other, match)]).not.toEqual([one, other, 'apart']);
  });

  it('is the same seen from the other side', () => {
    const turned = { apart: 'apart', same: 'same', within: 'around', around: 'within', across: 'across' };
    for (const one of targets)
      for (const other of targets) expect(relate(other, one, match)).toBe(turned[relate(one, other, match)]);
  });
});

describe('covers', () => {
  it.each([
    [target('file', 'src/a.ts'), true],
    [target('symbol', 'src/a.ts', 'f'), true],
    [target('folder', 'src'), true],
    [target('folder', 'docs'), false],
    [target('glob', '**/*.ts'), true],
    [target('glob', '**/*.sql'), false],
    [target('resource', 'port:3000'), false],
  ])('says whether a changed file is held', (held, isHeld) => {
    expect(covers(held, 'src/a.ts', match)).toBe(isHeld);
  });
});

describe('compatible', () => {
  it('lets one session own a function of a file that another works in', () => {
    const [whole, part] = [target('file', 'src/a.ts'), target('symbol', 'src/a.ts', 'f')];
    expect(compatible('intent', 'exclusive', relate(whole, part, match))).toBe(true);
    expect(compatible('exclusive', 'intent', relate(part, whole, match))).toBe(true);
    expect(compatible('shared', 'exclusive', relate(whole, part, match))).toBe(false);
    expect(compatible('exclusive', 'intent', relate(whole, part, match))).toBe(false);
  });
});

describe('findDeadlock', () => {
  const waiting: Readonly<Record<string, readonly string[]>> = { b: ['c'], c: ['d'], d: ['a'], e: ['e'] };
  const waitsFor = (session: string): readonly string[] => waiting[session] ?? [];

  it('finds the sessions that would wait for each other', () => {
    expect(findDeadlock('a', ['b'], waitsFor)).toEqual(['a', 'b', 'c', 'd']);
    expect(findDeadlock('a', ['x', 'd'], waitsFor)).toEqual(['a', 'd']);
  });

  it('finds none where the waiting ends somewhere, and ends where others are in a circle', () => {
    expect(findDeadlock('x', ['b'], waitsFor)).toBeNull();
    expect(findDeadlock('x', ['e'], waitsFor)).toBeNull();
  });
});
