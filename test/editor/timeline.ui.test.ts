// A session's history as a person meets it: seen, brought back, undone and resumed in a real workbench.
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Session } from '../../src/core/session';
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
import { askUser, callHost, registerSession } from '../support/sessions';

let repository: Repository;
let product: OpenProduct;
let page: Page;
let session: Session;

beforeAll(async () => {
  repository = await makeRepository({ files: { 'src/limits.ts': 'export const retries = 3;\n' } });
  const claude = join(repository.folder, 'claude');
  const note = JSON.stringify(join(repository.folder, 'resumed.json'));
  const source = `require('node:fs').writeFileSync(${note}, JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd() }));`;
  await writeFile(claude, `#!${process.execPath}\n${source}\n`, { mode: 0o755 });
  const settings = JSON.stringify({ 'parallel-cc.claude.path': claude });
  await repository.write({ '.vscode/settings.json': settings, '.git/info/exclude': '.vscode\n' });
  product = await openProduct({ workspace: repository.path });
  page = product.page;
  await statusBar(page, 'no agents').waitFor();
  session = await registerSession(repository.path, 'payments-api', '--new');
  await writeFiles(session.worktreePath, { 'src/limits.ts': 'export const retries = 9;\n' });
  await askUser(repository.path, session, 'Nine?', 'claude-code');
  await callHost(repository.path, 'listSnapshots', { session: session.id });
  await writeFiles(session.worktreePath, { 'src/limits.ts': 'export const retries = 11;\n' });
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail')
    await page.screenshot({ path: join(import.meta.dirname, '../../test-results', `failed-${task.id}.png`) });
});

afterAll(async () => {
  await product[Symbol.asyncDispose]();
  await repository.dispose();
});

test('the dashboard lists the snapshots of a session, and a click shows what changed in one', async () => {
  await runPaletteCommand(page, 'parallel-cc: Show Dashboard');
  const row = (name: RegExp) => webviewFrame(page).getByRole('treeitem', { name }).first();
  await row(/^payments-api/).click();
  await row(/^History/).click();
  await row(/^Snapshot 1, turn ended/).click();
  await page.locator('.tab', { hasText: 'payments-api@1' }).waitFor();
  await page.locator('.multiDiffEntry .modified', { hasText: 'retries = 9' }).waitFor();
  await page.locator('.multiDiffEntry .original', { hasText: 'retries = 3' }).waitFor();
  await page.screenshot({ path: join(import.meta.dirname, '../../test-results/history.png') });
});

test('a snapshot is brought back after its files were shown, and one click takes that back, when asked also over later changes', async () => {
  await runPaletteCommand(page, 'parallel-cc: Bring Back a Snapshot of a Session');
  await quickPickRow(page, 'payments-api').first().click();
  await quickPickRow(page, 'turn ended').first().click();
  await page.locator('.monaco-dialog-box', { hasText: 'src/limits.ts' }).waitFor();
  await dialogButton(page, 'Bring Back').click();
  await eventually(async () => expect(await limits()).toContain('retries = 9;'));
  await writeFiles(session.worktreePath, { 'src/limits.ts': 'export const retries = 12;\n' });
  await toast(page, '1 file is as in snapshot 1.').getByRole('button', { name: 'Undo' }).click();
  await page.locator('.monaco-dialog-box', { hasText: 'src/limits.ts was changed since' }).waitFor();
  await dialogButton(page, 'Undo All the Same').click();
  await page.locator('.monaco-dialog-box', { hasText: 'Undo this?' }).waitFor();
  await dialogButton(page, 'Undo').click();
  await eventually(async () => expect(await limits()).toContain('retries = 11;'));
  // What an undo leaves is kept by itself at its end, which is awaited: the next test loses the worktree.
  const kept = { session: session.id, label: 'last', path: 'src/limits.ts' };
  await eventually(async () => {
    const { after } = await callHost(repository.path, 'getSnapshotFile', kept);
    expect(after).toContain('retries = 11;');
  });
});

test('a snapshot comes back in a new worktree after that was shown, and one click takes it away again', async () => {
  await runPaletteCommand(page, 'parallel-cc: Bring Back a Snapshot of a Session');
  await quickPickRow(page, 'payments-api').first().click();
  await quickPickRow(page, 'turn ended').first().click();
  await dialogButton(page, 'In a New Worktree').click();
  await page.locator('.monaco-dialog-box', { hasText: 'on branch parallel/payments-api-1' }).waitFor();
  await dialogButton(page, 'Make It').click();
  const made = toast(page, 'The snapshot is in');
  await made.waitFor();
  const copy = join(dirname(session.worktreePath), 'payments-api-1/src/limits.ts');
  expect(await readFile(copy, 'utf8')).toContain('retries = 9;');
  await made.getByRole('button', { name: 'Undo' }).click();
  await dialogButton(page, 'Undo').click();
  await eventually(() => expect(existsSync(copy)).toBe(false), { timeoutMs: 15_000 });
});

test('a session whose worktree is gone goes on in a terminal, in the worktree made anew', async () => {
  await rm(session.worktreePath, { recursive: true });
  await runPaletteCommand(page, 'parallel-cc: Resume a Session');
  await quickPickRow(page, 'payments-api').first().click();
  const resumed = await eventually(
    async () =>
      JSON.parse(await readFile(join(repository.folder, 'resumed.json'), 'utf8')) as { args: string[]; cwd: string }, // prettier-ignore
    { timeoutMs: 15_000 },
  );
  expect(resumed.cwd).toBe(session.worktreePath);
  expect(resumed.args.slice(-2)).toEqual(['--resume', 'payments-api']);
  expect(await limits()).toContain('retries = 11;');
});

test('a removed worktree comes back with the command that undoes', async () => {
  await eventually(async () => expect((await status()).every(({ state }) => state === 'done')).toBe(true)); // prettier-ignore
  await runJson(repository.path, ['worktrees', 'remove', 'payments-api', '--force']);
  await runPaletteCommand(page, 'parallel-cc: Undo What the Coordinator Did Last');
  await page.locator('.monaco-dialog-box', { hasText: session.worktreePath }).waitFor();
  await dialogButton(page, 'Undo').click();
  await eventually(async () => expect(await limits()).toContain('retries = 11;'));
});

function limits(): Promise<string> {
  return readFile(join(session.worktreePath, 'src/limits.ts'), 'utf8');
}

async function status(): Promise<readonly Session[]> {
  return (await runJson<{ sessions: readonly Session[] }>(repository.path, ['status'])).sessions;
}
