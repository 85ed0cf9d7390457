// A window that the user has not trusted yet: nothing runs in it, and it says so.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openProduct } from '../support/editor/openProduct';
import { quickPickRow, statusBar, webviewFrame } from '../support/editor/workbench';
import { makeRepository } from '../support/git';

const trust = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

test('nothing is started before the user trusts the window, and all of it after', async () => {
  await using repository = await makeRepository({ files: { 'a.txt': 'a\n' } });
  await using product = await openProduct({ workspace: repository.path, settings: trust, trusted: false });
  const { page } = product;
  await statusBar(page, 'not trusted').click();
  await webviewFrame(page).getByText('This workspace is not trusted').waitFor();
  expect(await commands('')).toEqual(['Focus on Dashboard View', 'Show Dashboard', 'Show Log']);
  expect(existsSync(join(repository.path, '.git/parallel-cc'))).toBe(false);

  await webviewFrame(page).getByRole('button', { name: 'Manage Trust' }).click();
  await page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
  await statusBar(page, 'no agents').waitFor();
  expect(existsSync(join(repository.path, '.git/parallel-cc'))).toBe(true);
  expect(await commands('Clean Up')).toEqual(['Clean Up Ended Sessions and Empty Worktrees']);
  await webviewFrame(page).getByText('No agent is at work here.').waitFor();

  /** The commands of ours that the palette offers for some words; it shows no more than fit into its list. */
  async function commands(words: string): Promise<string[]> {
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget input').first().fill(`>parallel-cc: ${words}`);
    await quickPickRow(page, 'parallel-cc: ').first().waitFor();
    const rows = await quickPickRow(page, 'parallel-cc: ').locator('.label-name').allTextContents();
    await page.keyboard.press('Escape');
    return rows.map((row) => row.replace('parallel-cc: ', '')).sort();
  }
}, 60_000);
