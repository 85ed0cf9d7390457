// A Chromium that may talk to this machine and to nothing else.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { findChromium } from '../hosts/chromium';

/** An open browser with one page; `await using`, or `close`, ends it. */
export interface Browser extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Addresses outside this machine that something asked for; each was refused. */
  readonly refused: readonly string[];
  /** Lines of the page's console, and its uncaught errors, each with its kind in front. */
  readonly consoleLines: readonly string[];
  close(): Promise<void>;
}

/** Opens Chromium with a new profile. */
export async function openBrowser({ width = 1280, height = 800 } = {}): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error(
      'No Chromium was found. Run "npx tsx test/support/install.ts chromium", or set CHROMIUM to its path.',
    );
  }
  const profile = await mkdtemp(join(tmpdir(), 'parallel-cc-browser-'));
  const viewport = { width, height };
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    viewport,
    args: switches,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const close = async (): Promise<void> => {
    await context.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 10 });
  };
  const refused = await refuseOutside(context);
  return { page, context, refused, consoleLines: collectConsole(page), close, [Symbol.asyncDispose]: close };
}

const switches = [
  // The container that tests run in is the sandbox; Chromium's own does not start as root.
  '--no-sandbox',
  // No name but this machine's is found: not by a web socket (passing those through the driver garbles long messages)
  // nor by what is no page's request, as of a service worker.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

async function refuseOutside(context: BrowserContext): Promise<readonly string[]> {
  const refused: string[] = [];
  const isOutside = (url: URL): boolean =>
    /^(https?|wss?):$/.test(url.protocol) && !['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  await context.route(isOutside, (route) => {
    refused.push(route.request().url());
    return route.abort();
  });
  return refused;
}

function collectConsole(page: Page): readonly string[] {
  const lines: string[] = [];
  page.on('console', (message) => lines.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => lines.push(`uncaught: ${error.message}`));
  return lines;
}
