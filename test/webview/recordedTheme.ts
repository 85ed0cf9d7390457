// What VS Code tells a webview of a theme, as read from a real one by test/editor/dashboard.ui.test.ts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { builtPrograms } from '../support/build';

/** A theme as a webview sees it; of its variables those that the dashboard uses. */
export interface RecordedTheme {
  readonly className: string;
  readonly kind: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Reads the theme that a webview shows. */
export async function readTheme(webview: FrameLocator): Promise<RecordedTheme> {
  const names = JSON.stringify(await usedVariables());
  return read<RecordedTheme>(
    webview,
    `{
      const { style } = document.documentElement;
      const values = ${names}.map((name) => [name, style.getPropertyValue(name)]);
      const classes = [...document.body.classList].filter((name) => name.startsWith('vscode-'));
      const kind = document.body.dataset.vscodeThemeKind;
      const variables = Object.fromEntries(values.filter(([, value]) => value !== ''));
      ({ className: classes.join(' '), kind, variables });
    }`,
  );
}

/** Reads the style that VS Code gives every webview. */
export function readDefaultStyle(webview: FrameLocator): Promise<string> {
  return read<string>(webview, "document.querySelector('#_defaultStyles').textContent");
}

function read<T>(webview: FrameLocator, expression: string): Promise<T> {
  return webview.locator('body').evaluate<T, null>(expression, null);
}

async function usedVariables(): Promise<string[]> {
  const dist = await builtPrograms();
  const texts = ['webview.css', 'webview.js'].map((name) => readFileSync(join(dist, name), 'utf8'));
  const used = texts.join('\n').match(/--vscode-[\w-]*\w/g) ?? [];
  // Fonts are the machine's. What is behind the side bar is not the page's own, but all of it is read on that.
  const colors = used.filter((name) => !/font|scrollbar/.test(name));
  return [...new Set([...colors, '--vscode-sideBar-background'])].sort();
}
