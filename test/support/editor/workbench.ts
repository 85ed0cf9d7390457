// What a person does in the workbench, for tests that look at it.
import type { FrameLocator, Page } from 'playwright-core';
import type { Theme } from './settings';
import { themes } from './settings';

/** The document that an extension's webview shows, inside the two frames the workbench wraps it in. */
export function webviewFrame(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
}

/** Runs a command of the palette by its full title, e.g. `View: Show Explorer`. */
export async function runPaletteCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').first().fill(`>${title}`);
  const row = page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first();
  await row.waitFor();
  await row.click();
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
