// The packaged extension as a person meets it, in a real workbench.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Session } from '../../src/core/session';
import { pairFile, whilePairWorks } from '../support/claude/pair';
import type { Editor } from '../support/editor/bootEditor';
import { bootEditor } from '../support/editor/bootEditor';
import { themes } from '../support/editor/settings';
import type { Browser } from '../support/editor/openBrowser';
import { openBrowser } from '../support/editor/openBrowser';
import {
  dialogButton,
  openWorkbench,
  pickByKeys,
  quickPickRow,
  runPaletteCommand,
  showTheme,
  statusBar,
  toast,
  webviewFrame,
} from '../support/editor/workbench';
import type { Repository } from '../support/git';
import { makeRepository, writeFiles } from '../support/git';
import { eventually, runOk } from '../support/processes';
import { runJson } from '../support/commandLine';
import { askUser, callHost, registerSession } from '../support/sessions';
import { readDefaultStyle, readTheme } from '../webview/recordedTheme';

const root = join(import.meta.dirname, '../..');
const screenshots = join(root, 'test-results');
const prompt = 'Say "hello"; do not $(expand) this';
const question = 'May I run the migrations?';

const opened: AsyncDisposable[] = [];
let folder: string;
let repository: Repository;
let editor: Editor;
let browser: Browser;
let page: Page;
let theirs: Session;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parallel-cc-vsix-'));
  await mkdir(screenshots, { recursive: true });
  const settings = JSON.stringify({ 'parallel-cc.claude.path': await writeStandIn() });
  const files = { 'src/limits.ts': limits(3), 'src/other.ts': '', [pairFile.path]: pairFile.text, '.vscode/settings.json': settings }; // prettier-ignore
  repository = await makeRepository({ files });
  opened.push(repository);
  const vsix = join(folder, 'parallel-cc.vsix');
  const program = join(root, 'node_modules/@vscode/vsce/vsce');
  await runOk(
    process.execPath,
    [program, 'package', '--no-dependencies', '--no-rewrite-relative-links', '--out', vsix],
    {
      cwd: root,
      timeoutMs: 120_000,
    },
  );
  // Otherwise opening a file unfolds its folder at a time of the explorer's choosing.
  const quietExplorer = { 'explorer.autoReveal': false };
  editor = await bootEditor({ workspace: repository.path, vsix, settings: quietExplorer });
  opened.push(editor);
  browser = await openBrowser();
  opened.push(browser);
  page = browser.page;
  page.setDefaultTimeout(15_000);
  await openWorkbench(page, editor.url);
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail')
    await page.screenshot({ path: join(screenshots, `failed-${task.id}.png`) });
});

afterAll(async () => {
  for (const part of opened.reverse()) await part[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

test('the status bar counts the agents and what would conflict as soon as two change the same lines', async () => {
  const mine = await registerSession(repository.path, 'billing', '--here');
  theirs = await registerSession(repository.path, 'payments-api', '--new');
  await writeFiles(mine.worktreePath, { 'src/limits.ts': limits(7) });
  await writeFiles(theirs.worktreePath, { 'src/limits.ts': limits(9) });
  await statusBar(page, '2 agents · 1 conflict').waitFor();
});

test('a click on the status bar lists who works where and what would conflict', async () => {
  await statusBar(page, '2 agents').click();
  for (const text of ['billing', 'payments-api', 'src/limits.ts'])
    await quickPickRow(page, text).first().waitFor();
  await page.screenshot({ path: join(screenshots, 'status.png') });
  await page.keyboard.press('Escape');
});

test('the dashboard shows both sessions and the pair that would conflict', async () => {
  await page.locator('.activitybar .action-label[aria-label^="parallel-cc"]').click();
  const tree = webviewFrame(page);
  await tree
    .getByRole('treeitem', { name: /billing/ })
    .first()
    .waitFor();
  await tree
    .getByRole('treeitem', { name: /payments-api/ })
    .first()
    .waitFor();
  await tree
    .getByRole('treeitem', { name: /src\/limits\.ts/ })
    .first()
    .click();
  await diffSide('original', 'retries = 9').waitFor();
  await diffSide('modified', 'retries = 7').waitFor();
});

test('an agent that needs the user is announced, and Open leads to it in the dashboard', async () => {
  await askUser(repository.path, theirs, question);
  const notice = toast(page, question);
  await notice.waitFor();
  await statusBar(page, '1 needs you').waitFor();
  await notice.getByRole('button', { name: 'Open' }).click();
  const focused = webviewFrame(page).locator('[role=treeitem]:focus');
  await focused.filter({ hasText: 'payments-api' }).waitFor();
  await webviewFrame(page).getByText(question).first().waitFor();
});

test('a file that another session holds has a badge in the explorer that names the holder', async () => {
  await runJson(repository.path, ['claim', 'src/other.ts', '--session', theirs.id]);
  await runPaletteCommand(page, 'View: Show Explorer');
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'src' }).first().click();
  await page.locator('[aria-label*="Claimed by payments-api (exclusive)"]').first().waitFor();
  await page.screenshot({ path: join(screenshots, 'explorer.png') });
});

test('a code lens names the other session, and Compare opens both files side by side', async () => {
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'limits.ts' }).first().dblclick();
  const lens = (text: string) => page.locator('.codelens-decoration a', { hasText: text }).first();
  await lens('payments-api changed these lines too').waitFor();
  await page.screenshot({ path: join(screenshots, 'code-lens.png') });
  await lens('Compare').click();
  await diffSide('modified', 'retries = 7').waitFor();
  await diffSide('original', 'retries = 9').waitFor();
  await page.screenshot({ path: join(screenshots, 'compare.png') });
});

test('the palette sends a message to one session, or to all of them, that waits for their next turn', async () => {
  const send = async (recipient: string, title: string, text: string): Promise<void> => {
    await runPaletteCommand(page, 'parallel-cc: Send a Message to a Session');
    await pickByKeys(page, recipient);
    const box = page.locator('.quick-input-widget', { hasText: title }).locator('input').first();
    await box.fill(text);
    await box.press('Enter');
  };
  const sent = (count: number) =>
    eventually(async () => {
      const { operations } = await runJson<{ operations: { kind: string; summary: string }[] }>(repository.path, ['log']); // prettier-ignore
      const messages = operations.filter(({ kind }) => kind === 'messageSent');
      expect(messages).toHaveLength(count);
      return messages.map(({ summary }) => summary).join('\n');
    });
  await send('payments-api', 'Message to payments-api', 'Please take 7 as the limit');
  expect(await sent(1)).toContain('payments-api');
  await send('All 2 Agents', 'Message to billing, payments-api', 'The limit is 7 now');
  expect(await sent(3)).toContain('billing');
});

test.each(['light', 'dark', 'highContrast', 'highContrastLight'] as const)(
  'the dashboard shows in the theme %s, whose colours are those that its own tests use',
  async (theme) => {
    await showTheme(page, theme);
    await runPaletteCommand(page, 'parallel-cc: Show Dashboard');
    const dashboard = webviewFrame(page);
    await dashboard.locator(`body[data-vscode-theme-kind=${themes[theme].webviewKind}]`).waitFor();
    await dashboard
      .getByRole('treeitem', { name: /billing/ })
      .first()
      .waitFor();
    await page.screenshot({ path: join(screenshots, `dashboard-${theme}.png`) });
    // After a change of VS Code or of the style sheet, "npx vitest run --project editor -u" records them anew.
    const recorded = join(root, 'test/webview/themes');
    const colors = `${JSON.stringify(await readTheme(dashboard), null, 2)}\n`;
    await expect(colors).toMatchFileSnapshot(join(recorded, `${theme}.json`));
    await expect(await readDefaultStyle(dashboard)).toMatchFileSnapshot(join(recorded, 'defaults.css'));
  },
);

test('ending a session asks what happens to its worktree and keeps it when told to', async () => {
  await runPaletteCommand(page, 'parallel-cc: End a Session');
  await quickPickRow(page, 'payments-api').first().click();
  await dialogButton(page, 'End, Keep Worktree').click();
  await statusBar(page, '1 agent').waitFor();
  const { worktrees } = await runJson<{ worktrees: { path: string }[] }>(repository.path, ['status']);
  expect(worktrees.map(({ path }) => path)).toContain(theirs.worktreePath);
});

test('two real Claude Code processes are seen at work, and what would conflict between them', async () => {
  await callHost(repository.path, 'removeWorktree', { path: theirs.worktreePath, force: true });
  await callHost(repository.path, 'releaseSession', { session: 'billing', worktree: 'keep' });
  await statusBar(page, 'no agents').waitFor();
  const { exitCodes, unexpected } = await whilePairWorks(repository.path, async () => {
    await runPaletteCommand(page, 'parallel-cc: Show Dashboard');
    const row = (name: RegExp) => webviewFrame(page).getByRole('treeitem', { name }).first();
    for (const name of [/^claude-first, working/, /^claude-second, working/]) await row(name).waitFor({ timeout: 60_000 }); // prettier-ignore
    await statusBar(page, '2 agents · 1 conflict').waitFor({ timeout: 60_000 });
    const conflict = row(/changed the same lines.*src\/pair\.txt/);
    await conflict.waitFor();
    await page.screenshot({ path: join(screenshots, 'two-claudes.png') });
    await conflict.click();
    await diffSide('original', 'TWO by the second').waitFor();
    await diffSide('modified', 'TWO by the first').waitFor();

    await statusBar(page, '2 agents · 1 conflict').click();
    for (const text of ['claude-first', 'claude-second', pairFile.path]) await quickPickRow(page, text).first().waitFor(); // prettier-ignore
    await page.keyboard.press('Escape');
    await runPaletteCommand(page, 'parallel-cc: Compare a Predicted Conflict');
    await quickPickRow(page, pairFile.path).first().waitFor();
    await page.keyboard.press('Escape');

    await runPaletteCommand(page, 'View: Show Explorer');
    await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'pair.txt' }).first().dblclick();
    await page.locator('.codelens-decoration a', { hasText: 'claude-second changed these lines too' }).first().waitFor(); // prettier-ignore
    await page.screenshot({ path: join(screenshots, 'two-claudes-lens.png') });
  });
  expect({ exitCodes, unexpected }).toEqual({ exitCodes: [0, 0], unexpected: [] });
}, 240_000);

test('starting an agent runs Claude Code with the prompt in a worktree of its own, in a terminal', async () => {
  await runPaletteCommand(page, 'parallel-cc: Start an Agent in a New Worktree');
  await page.locator('.quick-input-widget input').first().fill(prompt);
  await page.keyboard.press('Enter');
  const started = await eventually(
    async () =>
      JSON.parse(await readFile(join(folder, 'started.json'), 'utf8')) as { args: string[]; cwd: string },
    { timeoutMs: 15_000 },
  );
  expect(started.args[0]).toBe('--settings');
  expect(started.args.at(-1)).toBe(prompt);
  expect([repository.path, theirs.worktreePath]).not.toContain(started.cwd);
});

test('an agent can be started from another base, and what was typed so far stays', async () => {
  await repository.git('commit', '--quiet', '--allow-empty', '--message', 'Release');
  await repository.git('tag', 'v1');
  const commit = (await repository.git('rev-parse', 'v1')).trim();
  await repository.git('reset', '--quiet', '--soft', 'HEAD~1');
  // A terminal takes the focus as it comes and goes, which closes the palette.
  await page.locator('.part.panel .integrated-terminal').waitFor({ state: 'hidden' });
  await runPaletteCommand(page, 'parallel-cc: Start an Agent in a New Worktree');
  await page.locator('.quick-input-widget input').first().fill('Build on the release');
  await page.locator('.quick-input-widget').getByRole('button', { name: 'Start from Another Base…' }).click();
  await quickPickRow(page, 'Another branch, tag or commit').first().click();
  await page
    .locator('.quick-input-widget', { hasText: 'Branch, tag or commit' })
    .locator('input')
    .first()
    .fill('v1');
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-title', { hasText: 'from v1' }).waitFor();
  await page.keyboard.press('Enter');
  const started = await eventually(
    async () => {
      const found = JSON.parse(await readFile(join(folder, 'started.json'), 'utf8')) as { args: string[] };
      expect(found.args.at(-1)).toBe('Build on the release');
      return found;
    },
    { timeoutMs: 15_000 },
  );
  expect(started.args[0]).toBe('--settings');
  const { sessions } = await runJson<{ sessions: { baseCommit: string }[] }>(repository.path, ['status']);
  expect(sessions.map(({ baseCommit }) => baseCommit)).toContain(commit);
});

test('nothing outside this machine was asked for and nothing of ours threw', () => {
  expect(browser.refused).toEqual([]);
  expect(browser.consoleLines.filter((line) => /parallel-cc|Content Security Policy/.test(line))).toEqual([]);
});

function limits(retries: number): string {
  return `// Limits of the payments client.\nexport const timeoutMs = 1000;\nexport const retries = ${retries};\n`;
}

/** Writes a program that stands in for Claude Code: it notes how it was started and ends. */
async function writeStandIn(): Promise<string> {
  const path = join(folder, 'claude');
  const note = JSON.stringify(join(folder, 'started.json'));
  const source = `#!${process.execPath}
const { renameSync, writeFileSync } = require('node:fs');
writeFileSync(${note} + '.tmp', JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd() }));
renameSync(${note} + '.tmp', ${note});
`;
  await writeFile(path, source, { mode: 0o755 });
  return path;
}

function diffSide(side: 'original' | 'modified', text: string) {
  return page.locator(`.monaco-diff-editor .${side}`, { hasText: text }).first();
}
