// What can be seen of the dashboard: contrast, focus, room for a pointer, and narrow side bars.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { DashboardState } from '../../src/protocol/webview';
import type { Theme } from '../support/editor/settings';
import type { OpenDashboard } from './openDashboard';
import { openDashboard } from './openDashboard';
import { sampleSnapshot } from './sampleSnapshot';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const themes: readonly Theme[] = ['light', 'dark', 'highContrast', 'highContrastLight'];
const snapshot = { ...sampleSnapshot, warnings: ['A hook failed at 14:03:12.'] };
const nothing = { sessions: [], claims: [], conflicts: [], worktrees: [] };
const live: DashboardState = { kind: 'live', snapshot };

let dashboard: OpenDashboard;

beforeAll(async () => {
  dashboard = await openDashboard();
});

beforeEach(async () => {
  await dashboard.forget();
  await dashboard.page.setViewportSize({ width: 300, height: 700 });
  await dashboard.page.emulateMedia({ forcedColors: 'none', reducedMotion: 'no-preference' });
});

afterAll(async () => {
  expect(dashboard.complaints()).toEqual([]);
  await dashboard[Symbol.asyncDispose]();
});

describe.each(themes)('in the theme %s', (theme) => {
  beforeEach(() => dashboard.load(theme));

  test.each<[string, DashboardState]>([
    ['with agents at work', live],
    ['offline', { kind: 'offline', message: 'The coordinator is not there.', last: snapshot }],
    ['with nobody at work', { kind: 'live', snapshot: { ...snapshot, ...nothing } }],
    ['while loading', { kind: 'loading' }],
  ])('%s it meets WCAG 2.2 AA', async (_, state) => {
    await dashboard.show(state);
    expect(await violations()).toEqual([]);
  });

  test('a focused row, an open session and a menu meet WCAG 2.2 AA', async () => {
    await dashboard.show(live);
    await dashboard.reveal({ kind: 'session', sessionId: 's3' });
    expect(await violations()).toEqual([]);
    for (const key of ['*', 'Shift+F10']) {
      await dashboard.page.keyboard.press(key);
      expect(await violations()).toEqual([]);
    }
  });

  test('the focus can be seen on every stop', async () => {
    await dashboard.show(live);
    for (const part of ['the field', 'the warning’s button', 'the row']) {
      const before = await dashboard.page.screenshot();
      await dashboard.page.keyboard.press('Tab');
      expect((await dashboard.page.screenshot()).equals(before), part).toBe(false);
    }
    const outline = await style('[role=treeitem]:focus > .row', 'outline-color');
    expect(contrast(outline, await behind())).toBeGreaterThan(3);
  });
});

test.each([200, 300, 700])('in a side bar of %i pixels nothing is wider than it', async (width) => {
  await dashboard.page.setViewportSize({ width, height: 700 });
  await dashboard.load('dark');
  for (const state of [
    live,
    { kind: 'noRepository', message: `"/${'deep/'.repeat(30)}" is no repository.` } as const,
  ]) {
    await dashboard.show(state);
    expect(await dashboard.page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  }
});

test('a label is never squeezed out by what stands behind it, and what is cut off is told by its title', async () => {
  await dashboard.page.setViewportSize({ width: 200, height: 700 });
  await dashboard.load('dark');
  await dashboard.show(live);
  const share = 'label.clientWidth / Math.min(label.scrollWidth, 48)';
  const widths = await dashboard.read<number[]>('.row > .label', `all.map((label) => ${share})`);
  expect(Math.min(...widths)).toBeGreaterThanOrEqual(1);
  expect(await dashboard.read('[role=treeitem]', 'all.every(({ title }) => title !== "")')).toBe(true);
});

test('rows are as high as the editor’s own, and buttons as wide as they are high', async () => {
  await dashboard.load('dark');
  await dashboard.show(live);
  const heights = await dashboard.read<number[]>('.row', 'all.map(({ clientHeight }) => clientHeight)');
  expect(Math.min(...heights)).toBeGreaterThanOrEqual(22);
  await dashboard.page.locator('.row').nth(2).hover();
  for (const button of [dashboard.page.locator('.more:visible'), dashboard.page.getByRole('button')]) {
    const box = await button.first().boundingBox();
    expect(Math.min(box!.width, box!.height)).toBeGreaterThanOrEqual(22);
  }
});

test('nothing moves for who asked the system, or the editor, for less motion', async () => {
  const moving = () =>
    dashboard.read<number>('vscode-progress-ring', 'all[0].shadowRoot.getAnimations().length');
  const askEditor = (less: boolean) =>
    dashboard.read('body', `all[0].classList.toggle('vscode-reduce-motion', ${less})`);
  await dashboard.load('dark');
  await dashboard.show({ kind: 'loading' });
  await askEditor(false);
  expect(await moving()).toBeGreaterThan(0);
  await dashboard.page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await moving()).toBe(0);
  await dashboard.page.emulateMedia({ reducedMotion: 'no-preference' });
  await askEditor(true);
  expect(await moving()).toBe(0);
});

test('with colours that the system chooses, focus, badges and pictures can still be told', async () => {
  await dashboard.page.emulateMedia({ forcedColors: 'active' });
  await dashboard.load('light');
  await dashboard.show(live);
  await dashboard.reveal({ kind: 'session', sessionId: 's1' });
  expect(await style('[role=treeitem]:focus > .row', 'outline-style')).toBe('solid');
  expect(await style('.badge', 'border-top-style')).toBe('solid');
  expect(contrast(await style('.icon-working', 'stroke'), 'rgb(255, 255, 255)')).toBeGreaterThan(3);
});

test('fifty sessions are drawn, and drawn again, without a pause that can be felt', async () => {
  const [first] = snapshot.sessions;
  const sessions = Array.from({ length: 50 }, (_, at) => ({ ...first!, id: `m${at}`, name: `agent-${at}` }));
  await dashboard.load('dark');
  await dashboard.show({ kind: 'live', snapshot: { ...snapshot, sessions } });
  const message = {
    type: 'state',
    state: { kind: 'live', snapshot: { ...snapshot, sessions: sessions.slice(1) } },
  };
  const ms = await dashboard.page.evaluate<number>(
    `{ const start = performance.now(); vscodeStandIn.send(${JSON.stringify(message)}); performance.now() - start; }`,
  );
  expect(ms).toBeLessThan(50);
  expect(await dashboard.page.locator('[role=treeitem]').count()).toBeGreaterThan(50);
});

async function violations(): Promise<unknown[]> {
  const { page } = dashboard;
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  // A view is a part of the workbench, which has the landmarks and the headings. Whether a row's name has its label in
  // it has a test of its own: to this rule, the rows below a row are its label too.
  const off = ['region', 'page-has-heading-one', 'landmark-one-main', 'label-content-name-mismatch'];
  const rules = Object.fromEntries(off.map((rule) => [rule, { enabled: false }]));
  const results = await page.evaluate<AxeResults>(
    `axe.run(document, ${JSON.stringify({ runOnly: { type: 'tag', values: tags }, rules })})`,
  );
  return results.violations.map(({ id, nodes }) => [
    id,
    ...nodes.map(({ html, failureSummary }) => [html, failureSummary]),
  ]);
}

function style(selector: string, property: string): Promise<string> {
  return dashboard.page.evaluate(
    `getComputedStyle(document.querySelector(${JSON.stringify(selector)})).getPropertyValue(${JSON.stringify(property)})`,
  );
}

function behind(): Promise<string> {
  return style('html', 'background-color');
}

/** The contrast of two colours written as `rgb(…)`, as WCAG counts it. */
function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = (color.match(/\d+/g) ?? []).slice(0, 3).map((value) => {
    const share = Number(value) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
