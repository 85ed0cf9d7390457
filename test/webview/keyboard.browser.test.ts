// The dashboard without a pointer: every key, and where the focus is after it.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Snapshot } from '../../src/protocol/snapshot';
import type { OpenDashboard } from './openDashboard';
import { openDashboard } from './openDashboard';
import { sampleSnapshot } from './sampleSnapshot';

const question = 'release-notes, needs you, Shall I wait?, parallel/release-notes, 0 conflicts';
const payments = 'payments-api, working, parallel/payments-api, 1 conflict';
const checkout = 'checkout-ui, working, parallel/checkout-ui, 1 conflict';

let dashboard: OpenDashboard;

beforeAll(async () => {
  dashboard = await openDashboard();
});

beforeEach(async () => {
  await dashboard.forget();
  await dashboard.load();
  await show();
});

afterAll(async () => {
  expect(dashboard.complaints()).toEqual([]);
  await dashboard[Symbol.asyncDispose]();
});

describe('Tab', () => {
  test('stops at the field, at one row of the tree, and nowhere else', async () => {
    expect(await stops(4)).toEqual([
      'Filter sessions and files',
      'Sessions, 3',
      'body',
      'Filter sessions and files',
    ]);
  });

  test('comes back to the row that had the focus', async () => {
    await press('Tab', 'Tab', 'ArrowDown', 'ArrowDown', 'Shift+Tab', 'Tab');
    expect(await focused()).toBe(payments);
  });

  test('leaves the tree backwards too, so that nothing holds the focus', async () => {
    await press('Tab', 'Tab', 'Shift+Tab');
    expect(await focused()).toBe('Filter sessions and files');
    await press('Shift+Tab');
    expect(await focused()).toBe('body');
  });
});

describe('in the tree', () => {
  beforeEach(() => press('Tab', 'Tab'));

  test('arrows, Home and End walk over the rows that can be seen, and stop at both ends', async () => {
    expect(await walk('ArrowUp', 'ArrowDown', 'ArrowDown', 'ArrowUp')).toEqual([
      'Sessions, 3',
      question,
      payments,
      question,
    ]);
    expect(await walk('End', 'ArrowDown', 'Home')).toEqual([
      'Recently ended, 1',
      'Recently ended, 1',
      'Sessions, 3',
    ]);
  });

  test('Right opens a row, then enters it; Left leaves to the row above, then closes it', async () => {
    await press('ArrowDown', 'ArrowDown');
    expect(await expanded()).toBe('false');
    await press('ArrowRight');
    expect([await focused(), await expanded()]).toEqual([payments, 'true']);
    await press('ArrowRight');
    expect(await focused()).toBe('Round amounts');
    await press('ArrowLeft');
    expect([await focused(), await expanded()]).toEqual([payments, 'true']);
    await press('ArrowLeft');
    expect([await focused(), await expanded()]).toEqual([payments, 'false']);
    await press('ArrowLeft');
    expect(await focused()).toBe('Sessions, 3');
  });

  test('letters jump to the next row that begins with them, and go round', async () => {
    await press('c');
    expect(await focused()).toBe(checkout);
    await press('h', 'a');
    expect(await focused()).toMatch(/^CHANGELOG\.md/);
    await dashboard.page.evaluate('{ const now = Date.now; Date.now = () => now() + 1000; }');
    await press('c');
    expect(await focused()).toBe(checkout);
  });

  test('a star opens all rows beside the present one', async () => {
    await press('ArrowDown', '*');
    const open = await dashboard.page.locator('[role=treeitem][aria-level="2"][aria-expanded=true]').count();
    expect(open).toBe(4);
  });

  test.each(['Enter', 'Space'])('%s does what a click does', async (key) => {
    await press('ArrowDown', key);
    expect(await expanded()).toBe('true');
    await press('s', key);
    expect(await dashboard.takeIntents()).toEqual([]);
    await press('Home', 'ArrowLeft', 'ArrowDown', 'ArrowDown', 'ArrowDown', key);
    expect(await dashboard.takeIntents()).toEqual([{ kind: 'compareConflict', conflictId: 'x1' }]);
  });

  test.each(['Shift+F10', 'ContextMenu'])('%s opens what can be done with a row', async (key) => {
    await press('ArrowDown', key);
    expect(await dashboard.page.getByRole('menu').ariaSnapshot()).toBe(
      [
        '- menu "Actions for release-notes":',
        ...[
          'Open Worktree',
          'Open Terminal',
          'Show Changes',
          'Send Message…',
          'Show History…',
          'Bring Back a Snapshot…',
          'Copy Branch Name',
          'End Session…',
        ].map((label) => `  - menuitem "${label}"`),
      ].join('\n'),
    );
    await press('ArrowUp', 'ArrowDown', 'ArrowDown', 'Enter');
    expect(await dashboard.takeIntents()).toEqual([{ kind: 'openTerminal', path: '/w/release-notes' }]);
    expect(await focused()).toBe(question);
  });

  test.each(['Escape', 'Tab'])('%s closes the menu and gives the focus back', async (key) => {
    await press('ArrowDown', 'Shift+F10', key);
    expect(await dashboard.page.getByRole('menu').count()).toBe(0);
    expect(await focused()).toBe(question);
  });

  test('a menu whose row has gone gives the focus to the row in its place', async () => {
    await press('ArrowDown', 'Shift+F10');
    await show(without('s3'));
    await press('Escape');
    expect(await focused()).toBe(payments);
  });
});

describe('a new snapshot', () => {
  beforeEach(() => press('Tab', 'Tab', 'ArrowDown', 'ArrowDown'));

  test('leaves the focus where it is, even when the row moves or changes', async () => {
    await show({
      ...sampleSnapshot,
      sessions: sampleSnapshot.sessions.map((session) =>
        session.id === 's1' ? { ...session, state: 'stale', conflictCount: 0 } : session,
      ),
    });
    expect(await focused()).toBe('payments-api, not heard of, parallel/payments-api, 0 conflicts');
    await press('ArrowUp');
    expect(await focused()).toBe(checkout);
  });

  test('gives the focus to the next row of the same parent when the row has gone', async () => {
    await show(without('s1'));
    expect(await focused()).toBe(checkout);
  });

  test('gives it to the row before when the last one has gone, and never out of the tree', async () => {
    await press('ArrowDown');
    await show(without('s2'));
    expect(await focused()).toBe(payments);
    await show({ ...sampleSnapshot, sessions: [] });
    expect(await focused()).toBe('Conflicts, 1');
  });

  test('does not take the focus from elsewhere', async () => {
    await press('Shift+Tab');
    await show(without('s1'));
    expect(await focused()).toBe('Filter sessions and files');
  });

  test('does not scroll what is being read', async () => {
    await show(many(60));
    await dashboard.page.evaluate('scrollTo(0, 500)');
    await show({ ...many(60), sequence: 9 });
    expect(await dashboard.page.evaluate('scrollY')).toBe(500);
  });
});

describe('the filter', () => {
  test('is typed into, answers how much it found, and Down leads to the matches', async () => {
    await press('Tab');
    await dashboard.page.keyboard.type('checkout');
    expect(await announced()).toBe('4 matches');
    await press('ArrowDown');
    expect(await walk('ArrowDown')).toEqual([payments]);
    await press('End');
    expect(await focused()).toMatch(/^src\/payments\.ts, claimed by/);
  });

  test('shows matches in a section that the user had closed, which is closed again afterwards', async () => {
    await press('Tab', 'Tab', 'ArrowLeft', 'Shift+Tab');
    await dashboard.page.keyboard.type('checkout');
    await dashboard.page.getByRole('treeitem', { name: checkout }).waitFor();
    await press('Escape');
    expect(await dashboard.page.getByRole('treeitem', { name: checkout }).count()).toBe(0);
    await expect.poll(() => dashboard.page.getByRole('textbox').inputValue()).toBe('');
  });

  test('says so when nothing matches', async () => {
    await press('Tab');
    await dashboard.page.keyboard.type('no such thing');
    expect(await announced()).toBe('0 matches');
    await dashboard.page.getByRole('status').getByText('Nothing matches "no such thing".').waitFor();
  });
});

describe('a warning', () => {
  const warned = { ...sampleSnapshot, warnings: ['A hook failed at 14:03:12.'] };
  const warning = () => dashboard.page.getByText('A hook failed');

  test('can be sent away with the keyboard, and stays away when the page comes back', async () => {
    await show(warned);
    await press('Tab', 'Tab');
    expect(await focused()).toBe('Dismiss Warning');
    await press('Enter');
    expect(await warning().count()).toBe(0);
    expect(await focused()).toBe('Sessions, 3');
    await dashboard.load();
    await show(warned);
    expect(await warning().count()).toBe(0);
  });

  test('comes back with the next failure', async () => {
    await show(warned);
    await dashboard.page.getByRole('button', { name: 'Dismiss Warning' }).click();
    await show({ ...warned, warnings: ['A hook failed at 14:09:40.'] });
    expect(await warning().count()).toBe(1);
  });

  test('of what was repaired is dismissed everywhere, another only here', async () => {
    const repair = 'Nothing is lost.';
    await show({ ...warned, warnings: [repair, ...warned.warnings], repairs: [repair] });
    const dismiss = dashboard.page.getByRole('button', { name: 'Dismiss Warning' });
    await dismiss.first().click();
    expect(await dashboard.takeIntents()).toEqual([{ kind: 'dismissRepair', repair }]);
    await dismiss.click();
    expect(await dashboard.takeIntents()).toEqual([]);
  });
});

test('a thing that the editor points at is opened, focused and in sight', async () => {
  await show(many(60));
  await dashboard.reveal({ kind: 'session', sessionId: 'm59' });
  expect(await focused()).toMatch(/^agent-59,/);
  const box = await dashboard.page.locator('[role=treeitem]:focus > .row').boundingBox();
  expect(box?.y).toBeGreaterThan(0);
  expect(box?.y).toBeLessThan(700);
  await dashboard.reveal({ kind: 'conflict', conflictId: 'x1' });
  expect(await focused()).toMatch(/changed the same lines/);
});

test('what the user has opened is open again when the page comes back', async () => {
  await press('Tab', 'Tab', 'ArrowDown', 'ArrowDown', 'ArrowRight');
  await dashboard.load();
  await show();
  await dashboard.page.getByRole('treeitem', { name: 'Round amounts' }).waitFor();
});

function show(snapshot: Snapshot = sampleSnapshot): Promise<void> {
  return dashboard.show({ kind: 'live', snapshot });
}

function without(id: string): Snapshot {
  return { ...sampleSnapshot, sessions: sampleSnapshot.sessions.filter((session) => session.id !== id) };
}

function many(count: number): Snapshot {
  const [first] = sampleSnapshot.sessions;
  const sessions = Array.from({ length: count }, (_, at) => ({
    ...first!,
    id: `m${at}`,
    name: `agent-${at}`,
  }));
  return { ...sampleSnapshot, sessions };
}

async function press(...keys: readonly string[]): Promise<void> {
  for (const key of keys) await dashboard.page.keyboard.press(key);
}

async function walk(...keys: readonly string[]): Promise<string[]> {
  const names: string[] = [];
  for (const key of keys) {
    await press(key);
    names.push(await focused());
  }
  return names;
}

function stops(count: number): Promise<string[]> {
  return walk(...Array.from({ length: count }, () => 'Tab'));
}

function focused(): Promise<string> {
  return dashboard.page.evaluate(
    "document.activeElement.getAttribute('aria-label') ?? document.activeElement.localName",
  );
}

function expanded(): Promise<string> {
  return dashboard.page.evaluate("document.activeElement.getAttribute('aria-expanded')");
}

async function announced(): Promise<string | null> {
  return dashboard.page.locator('[aria-live=polite]:not([role])').textContent();
}
