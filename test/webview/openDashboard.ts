// The built dashboard in a real browser, under the product's own policy, dressed as VS Code dresses a webview.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { dashboardHtml } from '../../src/extension/dashboard/dashboardHtml';
import type {
  DashboardIntent,
  DashboardState,
  DashboardTarget,
  FromWebview,
  ToWebview,
} from '../../src/protocol/webview';
import type { Theme } from '../support/editor/settings';
import { openBrowser } from '../support/editor/openBrowser';
import { builtPrograms } from '../support/build';
import { sampleTime } from './sampleSnapshot';
import type { RecordedTheme } from './recordedTheme';

/** A dashboard that a test feeds and reads; `await using` closes its browser. */
export interface OpenDashboard extends AsyncDisposable {
  readonly page: Page;
  /** Loads the page anew, as VS Code does when the view comes back into sight; what it had saved is kept. */
  load(theme?: Theme): Promise<void>;
  /** Forgets what the page has saved. */
  forget(): Promise<void>;
  show(state: DashboardState): Promise<void>;
  reveal(target: DashboardTarget): Promise<void>;
  send(message: ToWebview): Promise<void>;
  /** What the user has asked for since the page was loaded or the last call. */
  takeIntents(): Promise<DashboardIntent[]>;
  /** What an expression about the elements of a selector, `all`, comes to in the page. */
  read<T>(selector: string, expression: string): Promise<T>;
  /** What the page's policy refused, and all that it wrote to the console or threw. */
  complaints(): readonly string[];
}

const address = 'http://127.0.0.1/dashboard/';
const nonces = { scriptNonce: 'c2NyaXB0', styleNonce: 'c3R5bGU=' };

/** Opens the dashboard in a browser as wide as a side bar. */
export async function openDashboard({ width = 300, height = 700 } = {}): Promise<OpenDashboard> {
  const dist = await builtPrograms();
  const browser = await openBrowser({ width, height });
  const { page, context } = browser;
  const complaints: string[] = [];
  let theme: Theme = 'dark';
  await context.exposeFunction('complain', (text: string) => complaints.push(text));
  await context.addInitScript({ path: join(import.meta.dirname, 'standIn.mjs') });
  await page.clock.setFixedTime(sampleTime);
  await context.route(`${address}**`, (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1);
    return name === ''
      ? route.fulfill({ contentType: 'text/html', body: dressed(theme) })
      : route.fulfill({ path: join(dist, name ?? '') });
  });
  const send = (message: ToWebview): Promise<void> =>
    page.evaluate(`vscodeStandIn.send(${JSON.stringify(message)})`);
  return {
    page,
    async load(wanted = theme) {
      theme = wanted;
      await page.goto(address);
    },
    async forget() {
      if (page.url().startsWith(address)) await page.evaluate('sessionStorage.clear()');
    },
    send,
    show: (state) => send({ type: 'state', state }),
    reveal: (target) => send({ type: 'reveal', target }),
    async takeIntents() {
      const sent = await page.evaluate<FromWebview[]>('vscodeStandIn.takeSent()');
      return sent.flatMap((message) => (message.type === 'intent' ? [message.intent] : []));
    },
    read: (selector, expression) =>
      page.evaluate(
        `{ const all = [...document.querySelectorAll(${JSON.stringify(selector)})]; ${expression}; }`,
      ),
    complaints: () => [...complaints, ...browser.consoleLines],
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

// VS Code writes its own style before the page's policy, and the theme's colours on the root.
function dressed(theme: Theme): string {
  const folder = join(import.meta.dirname, 'themes');
  const { className, kind, variables } = JSON.parse(
    readFileSync(join(folder, `${theme}.json`), 'utf8'),
  ) as RecordedTheme;
  const fonts = { '--vscode-font-family': 'sans-serif', '--vscode-font-size': '13px' };
  const style = Object.entries({ ...variables, ...fonts }).map(
    ([name, value]) => `${name}: ${value.replaceAll('"', "'")};`,
  );
  const behind = `html { background: ${variables['--vscode-sideBar-background'] ?? ''}; }`;
  const defaults = readFileSync(join(folder, 'defaults.css'), 'utf8');
  return dashboardHtml({
    script: `${address}webview.js`,
    style: `${address}webview.css`,
    source: "'self'",
    ...nonces,
  })
    .replace('<html lang="en">', `<html lang="en" style="${style.join(' ')}">`)
    .replace('<head>', `<head><style id="_defaultStyles">${defaults}${behind}</style>`)
    .replace('<body>', `<body class="${className}" data-vscode-theme-kind="${kind}">`);
}
