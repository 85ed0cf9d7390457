// What an agent is told of its peers at its start costs it tokens in every turn.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Claim } from '../../../src/core/claim';
import { fileTarget } from '../../../src/core/claimTarget';
import { describePlace } from '../../../src/engine/agents/describePeers';
import { exampleSession } from '../../support/exampleSession';

/** About 150 tokens, where one is 3.2 characters of words, names and paths. */
const longest = 480;

const own = exampleSession({
  id: 'own',
  name: 'payments-api',
  worktreePath: '/home/somebody/projects/shop-worktrees/payments-api',
  branch: 'parallel/payments-api',
  targetBranch: 'main',
});

function claimOn(path: string): Claim {
  return { id: path, ...fileTarget({ path, key: path }), sessionId: 'peer', mode: 'intent', source: 'automatic', reason: null, acquiredAt: 1, expiresAt: 2, fence: 1 }; // prettier-ignore
}

it('names peers and some of what they hold', () => {
  const peers = [exampleSession({ id: 'checkout-ui' }), exampleSession({ id: 'deps-bump' })];
  const claims = (id: string): Claim[] => (id === 'deps-bump' ? [] : ['a.ts', 'b.ts', 'c.ts'].map(claimOn));
  expect(describePlace(own, peers, claims)).toContain(
    'Other agents at work: "checkout-ui" on a.ts, b.ts +1; "deps-bump". Files you edit are claimed for you',
  );
});

it('takes no more than about 150 tokens, whatever there is to tell, and names or counts every peer', () => {
  const name = fc.stringMatching(/^[a-z][a-z-]{0,28}$/);
  const path = fc.stringMatching(/^[a-z/]{1,120}$/);
  fc.assert(
    fc.property(
      fc.array(fc.record({ name, paths: fc.array(path, { maxLength: 9 }) }), { maxLength: 40 }),
      (all) => {
        const peers = all.map((peer, index) => exampleSession({ id: String(index), name: peer.name }));
        const text = describePlace(own, peers, (id) => (all[Number(id)]?.paths ?? []).map(claimOn));
        expect(text.length).toBeLessThanOrEqual(longest);
        const told = peers.filter((peer) => text.includes(`"${peer.name}"`)).length;
        expect(told === peers.length || /(?:and|work:) \d+/.test(text)).toBe(true);
      },
    ),
  );
});

it('says where an agent is alone', () => {
  expect(describePlace(own, [], () => [])).toContain('No other agent is at work in this repository.');
});
