// Translates the switches by which @vscode/test-electron starts a desktop VS Code into a run of the VS Code server.
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Editor } from './bootEditor';
import { bootEditor } from './bootEditor';
import { openBrowser } from './openBrowser';

/** Runs the extension tests that the switches name and resolves with the exit code; 124 when they take over `timeoutMs`. */
export async function runDesktopSwitches(switches: readonly string[], timeoutMs = 180_000): Promise<number> {
  const tests = valuesOf(switches, 'extensionTestsPath')[0];
  if (tests === undefined) {
    console.error('This stand-in only runs extension tests: start it with --extensionTestsPath=<path>.');
    return 2;
  }
  const folder = switches.find((value) => !value.startsWith('-')) ?? valuesOf(switches, 'folder-uri')[0];
  // Without the smoke test driver the workbench ignores the payload and reports no exit code.
  await using editor = await bootEditor({
    vscodeOptions: ['enable-smoke-test-driver'],
    ...(folder === undefined ? {} : { workspace: toPath(folder) }),
  });
  const output = join(editor.home, 'suite-output.txt');
  const loader = join(editor.home, 'loader.cjs');
  await writeFile(loader, loaderSource(toPath(tests), output));
  const developed = valuesOf(switches, 'extensionDevelopmentPath').map(toPath);
  const exitCode = await openWorkbench(editor, developed, loader, timeoutMs);
  if (existsSync(output)) process.stdout.write(await readFile(output));
  if (exitCode !== 0 && process.env['PARALLEL_CC_DEBUG'] !== undefined) console.error(editor.output());
  return exitCode;
}

async function openWorkbench(
  editor: Editor,
  developed: string[],
  loader: string,
  timeoutMs: number,
): Promise<number> {
  await using browser = await openBrowser();
  const exitCode = new Promise<number>((resolve) => {
    void browser.page.exposeFunction('codeAutomationExit', resolve);
    setTimeout(resolve, timeoutMs, 124).unref();
  });
  const payload = [
    ...developed.map((path) => ['extensionDevelopmentPath', editor.remoteUri(path)]),
    ['extensionTestsPath', editor.remoteUri(loader)],
  ];
  await browser.page.exposeFunction('codeAutomationLog', () => undefined);
  const url = new URL(editor.url);
  url.searchParams.set('payload', JSON.stringify(payload));
  await browser.page.goto(url.href);
  // Awaited here: the browser closes when this function returns.
  return await exitCode;
}

/**
 * The module that the extension host loads in place of the tests. It runs them with a console that writes to `output`,
 * so that the reporter's lines stand apart from the editor's own log.
 */
function loaderSource(tests: string, output: string): string {
  return `const { appendFileSync } = require('node:fs');
const { format } = require('node:util');
exports.run = async () => {
  const original = globalThis.console;
  const write = (...values) => appendFileSync(${JSON.stringify(output)}, format(...values) + '\\n');
  // The extension host defines console.log with a setter that does nothing: only the whole object can be replaced.
  globalThis.console = Object.create(original, { log: { value: write }, error: { value: write } });
  try {
    return await require(${JSON.stringify(tests)}).run();
  } finally {
    globalThis.console = original;
  }
};
`;
}

function valuesOf(switches: readonly string[], name: string): string[] {
  const prefix = `--${name}=`;
  return switches.filter((value) => value.startsWith(prefix)).map((value) => value.slice(prefix.length));
}

function toPath(pathOrUri: string): string {
  return pathOrUri.startsWith('file:') ? fileURLToPath(pathOrUri) : pathOrUri;
}
