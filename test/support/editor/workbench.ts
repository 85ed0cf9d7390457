// What a person does in the workbench, for tests that look at it.
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { eventually } from '../processes';
import type { Theme } from './settings';
import { themes } from './settings';

/** The document that an extension's webview shows, inside the two frames the workbench wraps it in. */
export function webviewFrame(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
}

/** Opens a workbench and resolves when our entry is in its status bar: on a busy machine the first load takes its time. */
export async function openWorkbench(page: Page, url: string): Promise<void> {
  await page.goto(url, { timeout: 90_000 });
  await page.locator('.statusbar-item[id*="parallel-cc.status"]').waitFor({ timeout: 90_000 });
}

/** Runs a command of the palette by its full title, e.g. `View: Show Explorer`. */
export async function runPaletteCommand(page: Page, title: string): Promise<void> {
  // What opens at the same time takes the focus, at which the palette closes: a person would try again, too.
  await eventually(
    async () => {
      await page.keyboard.press('F1');
      await page.locator('.quick-input-widget input').first().fill(`>${title}`, { timeout: 2000 });
      await quickPickRow(page, title).first().click({ timeout: 2000 });
    },
    { timeoutMs: 15_000 },
  );
}

/** Switches the whole workbench to a theme, as a person would, and resolves once it shows it. */
export async function showTheme(page: Page, theme: Theme): Promise<void> {
  // Not through the settings file: a workbench in its first session may miss a change there, or take it back.
  await runPaletteCommand(page, 'Preferences: Color Theme');
  const { label, className } = themes[theme];
  await page.getByPlaceholder('Select Color Theme').fill(label);
  await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: label }).first().click();
  await page.locator(`.monaco-workbench.${className}`).waitFor();
}

/** The entry of the status bar with a text. */
export function statusBar(page: Page, text: string): Locator {
  return page.locator('.statusbar-item', { hasText: text });
}

/** A row of the list that the palette or a command shows. */
export function quickPickRow(page: Page, text: string): Locator {
  return page.locator('.quick-input-list .monaco-list-row', { hasText: text });
}

/** Chooses an entry of the list that a command shows by its keys: types its name, and takes what the list then offers first. */
export async function pickByKeys(page: Page, text: string): Promise<void> {
  await quickPickRow(page, text).first().waitFor();
  const input = page.locator('.quick-input-widget input').first();
  await input.fill(text);
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: text }).waitFor();
  await input.press('Enter');
}

/** A button of the dialog that asks before something happens. */
export function dialogButton(page: Page, name: string): Locator {
  return page.locator('.monaco-dialog-box').getByRole('button', { name });
}

/** A notification in the corner. */
export function toast(page: Page, text: string): Locator {
  return page.locator('.notification-toast', { hasText: text });
}
