// The dashboard as a screen reader is told of it.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { DashboardState } from '../../src/protocol/webview';
import type { OpenDashboard } from './openDashboard';
import { openDashboard } from './openDashboard';
import { sampleSnapshot } from './sampleSnapshot';

const live: DashboardState = { kind: 'live', snapshot: sampleSnapshot };
const nothing = { sessions: [], claims: [], conflicts: [], worktrees: [] };
const empty: DashboardState = { kind: 'live', snapshot: { ...sampleSnapshot, ...nothing } };

let dashboard: OpenDashboard;

beforeAll(async () => {
  dashboard = await openDashboard();
});

beforeEach(() => dashboard.load());

afterAll(async () => {
  expect(dashboard.complaints()).toEqual([]);
  await dashboard[Symbol.asyncDispose]();
});

test('the tree is told with names, levels and what is open', async () => {
  await dashboard.show(live);
  const tree = await dashboard.page.getByRole('tree').ariaSnapshot();
  const items = tree.split('\n').filter((line) => line.includes('- treeitem'));
  expect(items.map((line) => line.trim())).toEqual([
    '- treeitem "Sessions, 3" [expanded] [level=1]:',
    '- treeitem "release-notes, needs you, Shall I wait?, parallel/release-notes, 0 conflicts" [level=2]: release-notes Shall I wait? 2h',
    '- treeitem "payments-api, working, parallel/payments-api, 1 conflict" [level=2]: payments-api working 1 2h',
    '- treeitem "checkout-ui, working, parallel/checkout-ui, 1 conflict" [level=2]: checkout-ui working 1 2h',
    '- treeitem "Conflicts, 1" [expanded] [level=1]:',
    '- treeitem "payments-api ↔ checkout-ui, 1 conflicting file" [expanded] [level=2]:',
    `- treeitem "\\"payments-api\\" and \\"checkout-ui\\" changed the same lines of src/payments.ts." [level=3]: payments.ts src · same lines 13 / 13–15`,
    '- treeitem "Claims, 2" [expanded] [level=1]:',
    '- treeitem "src/payments.ts, claimed by payments-api (intent), checkout-ui (intent)" [level=2]: payments.ts src · payments-api, checkout-ui',
    '- treeitem "CHANGELOG.md, claimed by release-notes, intent" [level=2]: CHANGELOG.md release-notes · intent 2h',
    '- treeitem "Other worktrees, 2" [level=1]: Other worktrees 2',
    '- treeitem "Recently ended, 1" [level=1]: Recently ended 1',
  ]);
});

test('the name of every row has its label in it, for who speaks to the computer', async () => {
  await dashboard.show(live);
  const rows = await dashboard.read<[string, string][]>(
    '[role=treeitem]',
    'all.map((item) => [item.ariaLabel, item.querySelector(".label").textContent])',
  );
  expect(rows.length).toBeGreaterThan(10);
  for (const [name, label] of rows) expect(name).toContain(label);
});

test('every row says which of how many it is, and one at a time is selected', async () => {
  await dashboard.show(live);
  const places = await dashboard.read<string[]>(
    '[role=treeitem]',
    'all.map((item) => `${item.ariaLevel} ${item.ariaPosInSet} ${item.ariaSetSize}`)',
  );
  expect(places).toEqual(['1 1 5', '2 1 3', '2 2 3', '2 3 3', '1 2 5', '2 1 1', '3 1 1', '1 3 5', '2 1 2', '2 2 2', '1 4 5', '1 5 5']); // prettier-ignore
  await dashboard.reveal({ kind: 'session', sessionId: 's1' });
  await dashboard.reveal({ kind: 'session', sessionId: 's2' });
  expect(await dashboard.read('[aria-selected=true]', 'all.map(({ ariaLabel }) => ariaLabel)')).toEqual([
    'checkout-ui, working, parallel/checkout-ui, 1 conflict',
  ]);
});

test.each<[string, DashboardState, string]>([
  ['loading', { kind: 'loading' }, 'Looking at the repository …'],
  ['a window without a folder', { kind: 'noFolder' }, 'Open a folder with a git repository'],
  [
    'no repository',
    { kind: 'noRepository', message: '"/tmp" is not in a git repository.' },
    '"/tmp" is not in a git',
  ],
  ['a folder that is not trusted', { kind: 'untrusted' }, 'not trusted, so nothing is run in it'],
  ['offline', { kind: 'offline', message: 'The coordinator is not there.', last: null }, 'is not there'],
  ['nobody at work', empty, 'No agent is at work here.'],
])('%s is announced in words', async (_, state, words) => {
  await dashboard.show(live);
  await dashboard.show(state);
  await dashboard.page.getByRole('status').getByText(words).waitFor();
});

test.each<[string, DashboardState, string, string]>([
  ['nobody at work', empty, 'Start Agent', 'startAgent'],
  ['offline', { kind: 'offline', message: 'Gone.', last: null }, 'Reconnect', 'reconnect'],
  ['a window without a folder', { kind: 'noFolder' }, 'Open Folder', 'openFolder'],
  ['a folder that is not trusted', { kind: 'untrusted' }, 'Manage Trust', 'manageTrust'],
])('%s offers the way on as a button that the keyboard reaches first', async (_, state, name, kind) => {
  await dashboard.show(state);
  await dashboard.page.keyboard.press('Tab');
  await dashboard.page.keyboard.press('Enter');
  expect(await dashboard.takeIntents()).toEqual([{ kind }]);
  expect(await dashboard.page.getByRole('button', { name }).count()).toBe(1);
});

test('the button of a message keeps the focus while snapshots come', async () => {
  await dashboard.show(empty);
  await dashboard.page.keyboard.press('Tab');
  await dashboard.show({ kind: 'live', snapshot: { ...sampleSnapshot, ...nothing, sequence: 8 } });
  await dashboard.page.keyboard.press('Enter');
  expect(await dashboard.takeIntents()).toEqual([{ kind: 'startAgent' }]);
});

test('offline, what was known last is still there to be read', async () => {
  await dashboard.show({ kind: 'offline', message: 'Gone.', last: sampleSnapshot });
  expect(await dashboard.page.getByRole('treeitem', { name: /^checkout-ui, working/ }).count()).toBe(1);
});

test('a session that begins to need the user and a new conflict are said aloud, and a second time when they come again', async () => {
  const quiet = { ...sampleSnapshot, sessions: sampleSnapshot.sessions.slice(0, 2), conflicts: [] };
  const said = dashboard.page.locator('[aria-live=polite]:not([role])');
  await dashboard.show({ kind: 'live', snapshot: quiet });
  expect(await said.textContent()).toBe('');
  await dashboard.show(live);
  const words = `release-notes needs you. New conflict: ${sampleSnapshot.conflicts[0]!.summary}`;
  expect(await said.textContent()).toBe(words);
  const spoken = dashboard.read<string>(
    '[aria-live=polite]:not([role])',
    'new Promise((resolve) => new MutationObserver(() => resolve(all[0].textContent)).observe(all[0], { childList: true }))',
  );
  await dashboard.show({ kind: 'live', snapshot: quiet });
  await dashboard.show(live);
  expect(await spoken).toBe(words);
});

test('the picture buttons of rows are for the pointer: readers have the menu key', async () => {
  await dashboard.show(live);
  const row = dashboard.page.getByRole('treeitem', { name: /^payments-api, working/ });
  await row.hover();
  await row.locator('.more').click();
  await dashboard.page.getByRole('menuitem', { name: 'Show Changes' }).click();
  expect(await dashboard.takeIntents()).toEqual([{ kind: 'diffSession', sessionId: 's1' }]);
});
