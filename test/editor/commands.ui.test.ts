// The palette's commands that ask: each is driven the way a person would, in a real workbench.
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Session } from '../../src/core/session';
import type { Snapshot } from '../../src/protocol/snapshot';
import { runJson } from '../support/commandLine';
import type { OpenProduct } from '../support/editor/openProduct';
import { openProduct } from '../support/editor/openProduct';
import {
  dialogButton,
  quickPickRow,
  runPaletteCommand,
  statusBar,
  toast,
  webviewFrame,
} from '../support/editor/workbench';
import type { Repository } from '../support/git';
import { makeRepository, writeFiles } from '../support/git';
import { eventually } from '../support/processes';
import { askUser, registerSession } from '../support/sessions';

let repository: Repository;
let product: OpenProduct;
let page: Page;
let mine: Session;
let theirs: Session;

beforeAll(async () => {
  repository = await makeRepository({ files: { 'src/limits.ts': 'export const retries = 3;\n' } });
  const claude = join(repository.folder, 'claude');
  await writeFile(claude, `#!${process.execPath}\nsetInterval(() => undefined, 1000);\n`, { mode: 0o755 });
  const settings = JSON.stringify({ 'parallel-cc.claude.path': claude });
  await repository.write({ '.vscode/settings.json': settings, '.git/info/exclude': '.vscode\n' });
  product = await openProduct({ workspace: repository.path });
  page = product.page;
  await statusBar(page, 'no agents').waitFor();
  mine = await registerSession(repository.path, 'billing', '--here');
  theirs = await registerSession(repository.path, 'payments-api', '--new');
  await statusBar(page, '2 agents').waitFor();
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail')
    await page.screenshot({ path: join(import.meta.dirname, '../../test-results', `failed-${task.id}.png`) });
});

afterAll(async () => {
  await product[Symbol.asyncDispose]();
  await repository.dispose();
});

test('"needs you" leads to the dashboard, or to the terminal of the session where there is one', async () => {
  await askUser(repository.path, mine, 'May I?');
  await statusBar(page, '1 needs you').waitFor();
  await runPaletteCommand(page, next);
  await webviewFrame(page).locator('[role=treeitem]:focus', { hasText: 'billing' }).waitFor();
  await choose('parallel-cc: Open a Terminal in a Worktree', 'payments-api');
  await page.locator('.integrated-terminal .xterm').waitFor();
  await runPaletteCommand(page, 'View: Hide Panel');
  await page.locator('.integrated-terminal .xterm').waitFor({ state: 'hidden' });
  await askUser(repository.path, theirs, 'And may I?');
  await statusBar(page, '2 need you').waitFor();
  await runPaletteCommand(page, next);
  await page.locator('.integrated-terminal .xterm').waitFor();
});

test('a started agent has a terminal of its name, where "needs you" leads and whose end is its own', async () => {
  await runPaletteCommand(page, 'parallel-cc: Start an Agent in a New Worktree');
  await page.getByPlaceholder('Add a retry to the payments client').press('Enter');
  const agent = await eventually(async () => {
    const found = (await status()).sessions.find((session) => session.agent === 'claude-code');
    expect(found?.process).toBeTruthy();
    return found!;
  });
  await askUser(repository.path, agent, 'Which one?');
  await statusBar(page, '3 need you').waitFor();
  const tab = page.locator('.tabs-list .monaco-list-row.selected', { hasText: agent.name });
  await tab.waitFor();
  await runPaletteCommand(page, 'View: Hide Panel');
  // Each call leads to the next of the three that wait.
  await eventually(
    async () => {
      await runPaletteCommand(page, next);
      await tab.waitFor({ timeout: 1000 });
    },
    { timeoutMs: 20_000 },
  );
  await runPaletteCommand(page, 'Terminal: Kill the Active Terminal Instance');
  await statusBar(page, '2 agents').waitFor();
});

test("a session's changes are asked for by its name", async () => {
  await writeFiles(theirs.worktreePath, { 'src/limits.ts': 'export const retries = 9;\n' });
  await choose("parallel-cc: Show a Session's Changes", 'payments-api');
  await page.locator('.tab', { hasText: /payments-api since [0-9a-f]{8}/ }).waitFor();
  // The editor takes the focus as it opens, at which a list of choices would close.
  await page.locator('.multiDiffEntry .modified', { hasText: 'retries = 9' }).waitFor();
  await choose("parallel-cc: Show a Session's Changes", 'billing');
  await toast(page, 'billing has changed no file yet.').waitFor();
});

test('a claim is released by the file it is on, and the badge in the explorer comes and goes with it', async () => {
  await runPaletteCommand(page, 'View: Show Explorer');
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'src' }).first().click();
  const badge = page.locator('[aria-label*="Claimed by payments-api"]');
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'limits.ts' }).waitFor();
  await runJson(repository.path, ['claim', 'src/limits.ts', '--session', theirs.id]);
  await badge.first().waitFor();
  await choose('parallel-cc: Release a Claim', 'src/limits.ts');
  await badge.first().waitFor({ state: 'hidden' });
  await eventually(async () => expect((await status()).claims).toEqual([]));
  await runPaletteCommand(page, 'parallel-cc: Release a Claim');
  await toast(page, 'No file is claimed.').waitFor();
});

test('a file that is claimed but not there yet is not opened, and it is said why', async () => {
  await runJson(repository.path, ['claim', 'src/missing.ts', '--session', theirs.id]);
  await runPaletteCommand(page, 'parallel-cc: Show Dashboard');
  await webviewFrame(page)
    .getByRole('treeitem', { name: /^src\/missing\.ts/ })
    .first()
    .click();
  await toast(page, 'There is no src/missing.ts').waitFor();
});

test('the log is shown', async () => {
  await runPaletteCommand(page, 'parallel-cc: Show Log');
  await page.locator('.part.panel .output-view, .part.panel .pane-body .monaco-editor').first().waitFor();
});

test('the hooks are installed for the user, and the program says where', async () => {
  await runPaletteCommand(page, "parallel-cc: Install Claude Code's Hooks");
  const settings = join(product.editor.home, '.claude/settings.json');
  await eventually(async () => expect(await readFile(settings, 'utf8')).toContain('hook.js'), {
    timeoutMs: 20_000,
  });
});

test('a worktree that holds work is removed only after a second question, and its work is kept', async () => {
  await runPaletteCommand(page, 'parallel-cc: Remove a Worktree');
  await toast(page, 'There is no worktree to remove').waitFor();
  await runJson(repository.path, ['release', theirs.id, '--keep']);
  await statusBar(page, '1 agent').waitFor();
  await choose('parallel-cc: Remove a Worktree', 'payments-api');
  await dialogButton(page, 'Remove').click();
  await dialogButton(page, 'Snapshot and Remove').click();
  await eventually(() => !existsSync(theirs.worktreePath), { timeoutMs: 15_000 });
  expect(await repository.git('for-each-ref', 'refs/parallel-cc/trash')).not.toBe('');
});

test('a clean-up says what it will do, and does it', async () => {
  const { id, worktreePath } = await registerSession(repository.path, 'idle-one', '--new');
  await runJson(repository.path, ['release', id, '--keep']);
  await statusBar(page, '1 agent').waitFor();
  await runPaletteCommand(page, 'parallel-cc: Clean Up');
  await page.locator('.monaco-dialog-box', { hasText: worktreePath }).waitFor();
  expect(existsSync(worktreePath)).toBe(true);
  await dialogButton(page, 'Clean Up').click();
  await toast(page, 'Cleaned up.').waitFor();
  expect(existsSync(worktreePath)).toBe(false);
  await runPaletteCommand(page, 'parallel-cc: Clean Up');
  await toast(page, 'There is nothing to clean up.').waitFor();
});

// The last: Chromium leaves the first window behind when another that it opened is closed, and starts no service worker
// for the webviews of it.
test('a worktree is opened in a window of its own', async () => {
  const { worktreePath } = await registerSession(repository.path, 'next-door', '--new');
  await statusBar(page, '2 agents').waitFor();
  const opened = product.context.waitForEvent('page');
  await choose('parallel-cc: Open a Worktree', 'next-door');
  const window = await opened;
  await window.waitForURL((url) => url.searchParams.get('folder') === worktreePath);
  await window.close();
});

test("no policy was broken and nothing of the extension's threw", () => {
  expect(product.consoleLines.filter((line) => /parallel-cc|Content Security Policy/.test(line))).toEqual([]);
});

const next = 'parallel-cc: Go to the Next Agent That Needs You';

async function choose(command: string, row: string): Promise<void> {
  await runPaletteCommand(page, command);
  await quickPickRow(page, row).first().click({ timeout: 5000 });
}

function status(): Promise<Snapshot> {
  return runJson<Snapshot>(repository.path, ['status']);
}
