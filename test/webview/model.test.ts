import { describe, expect, it } from 'vitest';
import { shortAge } from '../../webview-ui/model/age';
import { messageOf } from '../../webview-ui/model/message';
import { buildTree, countOf, describeNews, filterTree } from '../../webview-ui/model';
import type { TreeNode } from '../../webview-ui/tree/node';
import { sampleSnapshot } from './sampleSnapshot';

function labels(nodes: readonly TreeNode[]): string[] {
  return nodes.map(({ label }) => label);
}

function find(nodes: readonly TreeNode[], key: string): TreeNode | undefined {
  for (const node of nodes) {
    const found = node.key === key ? node : find(node.children, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

describe('the tree', () => {
  const tree = buildTree(sampleSnapshot);

  it('has a section for all that there is to see, and none for what there is not', () => {
    expect(labels(tree)).toEqual(['Sessions', 'Conflicts', 'Claims', 'Other worktrees', 'Recently ended']);
    expect(labels(buildTree({ ...sampleSnapshot, claims: [], conflicts: [] }))).not.toContain('Claims');
  });

  it('shows the session that needs the user first, with its question', () => {
    expect(tree[0]?.children[0]).toMatchObject({
      label: 'release-notes',
      detail: 'Shall I wait?',
      tone: 'attention',
    });
  });

  it('offers to resume what Claude Code was at work on, and nothing of another agent', () => {
    const offered = (agent: string) => {
      const sessions = sampleSnapshot.sessions.map((session) => ({ ...session, agent, process: null }));
      const shown = buildTree({ ...sampleSnapshot, sessions });
      return find(shown, 'session:s1')
        ?.actions.map(({ label }) => label)
        .includes('Resume');
    };
    expect([offered('claude-code'), offered('codex')]).toEqual([true, false]);
  });

  it('shows below a session its branch, claims and conflicts', () => {
    const session = find(tree, 'session:s1');
    expect(labels(session?.children ?? [])).toEqual([
      'Round amounts',
      'parallel/payments-api → main',
      'payments-api',
      'payments.ts',
      'payments.ts',
    ]);
  });

  it('shows conflicts by pair, with the lines of both sides counted from one', () => {
    const [pair] = tree[1]?.children ?? [];
    expect(pair?.label).toBe('payments-api ↔ checkout-ui');
    expect(pair?.children[0]).toMatchObject({
      label: 'payments.ts',
      detail: 'src · same lines 13 / 13–15',
    });
  });

  it('shows what was written although another holds it, and what puts it back', () => {
    const breach = { operation: 7, time: 1000, writtenAt: 990, path: 'src/a.ts', label: 'src/a.ts', worktreePath: '/w/two', writerId: 's2', writer: 'two', holderId: 's1', holder: 'one', summary: '"two" wrote src/a.ts, although "one" holds src/a.ts.' }; // prettier-ignore
    const section = buildTree({ ...sampleSnapshot, breaches: [breach] }).find(({ label }) => label === 'Written although held'); // prettier-ignore
    expect(section?.children[0]).toMatchObject({ label: 'a.ts', tone: 'attention', title: breach.summary, primary: { kind: 'undo', operation: 7 } }); // prettier-ignore
  });

  it('shows a file that two sessions claimed once, with a row for each', () => {
    const claimed = find(tree, 'claimed:src/payments.ts');
    expect(labels(claimed?.children ?? [])).toEqual(['payments-api', 'checkout-ui']);
  });

  it('offers to remove only worktrees of ours', () => {
    const actions = (key: string) => find(tree, key)?.actions.map(({ label }) => label);
    expect(actions('other:/w/kept')).toContain('Remove Worktree…');
    expect(actions('other:/w/by-hand')).not.toContain('Remove Worktree…');
  });

  it('has no two rows with the same key', () => {
    const keys: string[] = [];
    const collect = (nodes: readonly TreeNode[]): void => {
      for (const node of nodes) {
        keys.push(node.key);
        collect(node.children);
      }
    };
    collect(tree);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('the filter', () => {
  const tree = buildTree(sampleSnapshot);

  it('keeps what matches with what lies above it, opened', () => {
    const found = filterTree(tree, 'CHECKOUT');
    expect(labels(found)).toEqual(['Sessions', 'Conflicts', 'Claims']);
    expect(found.every(({ expandedAtFirst }) => expandedAtFirst)).toBe(true);
  });

  it('keeps all for no text and nothing for nonsense', () => {
    expect(filterTree(tree, '  ')).toEqual(tree);
    expect(filterTree(tree, 'no such thing')).toEqual([]);
  });
});

describe('the words', () => {
  it('count what the user should know', () => {
    expect(countOf(sampleSnapshot)).toEqual({ sessions: 3, needYou: 1, conflicts: 1 });
  });

  it('tell news once, and none at the first look', () => {
    expect(describeNews(null, sampleSnapshot)).toBe('');
    const before = { ...sampleSnapshot, conflicts: [], sessions: [] };
    expect(describeNews(before, sampleSnapshot)).toContain('release-notes needs you.');
    expect(describeNews(before, sampleSnapshot)).toContain('New conflict:');
    expect(describeNews(sampleSnapshot, sampleSnapshot)).toBe('');
  });

  it.each([
    [0, 'now'],
    [59_000, 'now'],
    [4 * 60_000, '4m'],
    [3 * 3_600_000, '3h'],
    [50 * 3_600_000, '2d'],
  ])('say of %i ms ago: %s', (ms, words) => {
    expect(shortAge(1000, 1000 + ms)).toBe(words);
  });

  it('say in every state what can be done', () => {
    const none = { isEmpty: true, wanted: '', matches: 0 };
    expect(messageOf({ kind: 'untrusted' }, none)?.action?.intent).toEqual({ kind: 'manageTrust' });
    expect(messageOf({ kind: 'noFolder' }, none)?.action?.intent).toEqual({ kind: 'openFolder' });
    expect(messageOf({ kind: 'offline', message: 'Gone.', last: null }, none)?.action?.label).toBe(
      'Reconnect',
    );
    const live = { kind: 'live', snapshot: sampleSnapshot } as const;
    expect(messageOf(live, { isEmpty: false, wanted: '', matches: 5 })).toBeNull();
    expect(messageOf(live, { isEmpty: false, wanted: 'xyz', matches: 0 })?.lines).toEqual([
      'Nothing matches "xyz".',
    ]);
    expect(messageOf(live, none)?.command).toBe('parallel-cc claude');
  });
});
