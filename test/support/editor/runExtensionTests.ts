// Runs mocha suites inside a real extension host: of an installed VS Code, of a downloaded one, or of the stand-in.
import { existsSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { hostsFolder } from '../hosts/places';

/** What to run: a suite's source file (it exports `run`), the extension under test and the folder to open. */
export interface ExtensionTests {
  readonly suite: string;
  readonly extensionDevelopmentPath: string;
  readonly workspace: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Bundles the suite and runs it in an extension host; rejects when a test fails. */
export async function runExtensionTests(tests: ExtensionTests): Promise<void> {
  const vscodeExecutablePath = findVsCode();
  await runTests({
    ...(vscodeExecutablePath === undefined ? {} : { vscodeExecutablePath }),
    extensionDevelopmentPath: tests.extensionDevelopmentPath,
    extensionTestsPath: await bundleSuite(tests.suite),
    extensionTestsEnv: { ...tests.env },
    launchArgs: [tests.workspace, '--disable-extensions'],
  });
}

/** Compiles a suite into the one CommonJS file that an extension host can load, and resolves with its path. */
export async function bundleSuite(suite: string): Promise<string> {
  // Inside the repository, so that the bundle finds mocha.
  const outfile = join(hostsFolder, 'suite', `${basename(dirname(suite))}.js`);
  await build({
    entryPoints: [suite],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'linked',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return outfile;
}

/** The VS Code to use: `VSCODE_EXECUTABLE`, a download if `PARALLEL_CC_DOWNLOAD_VSCODE=1` asks for it (undefined), or the stand-in. */
function findVsCode(): string | undefined {
  const { VSCODE_EXECUTABLE: named, PARALLEL_CC_DOWNLOAD_VSCODE: download } = process.env;
  if (named !== undefined) return named;
  if (download === '1') return undefined;
  return installedVsCode() ?? fileURLToPath(new URL('code.mjs', import.meta.url));
}

/** The program behind the `code` command on the path; on a Linux without a display it could open no window. */
function installedVsCode(): string | undefined {
  if (process.platform === 'linux' && process.env['DISPLAY'] === undefined) return undefined;
  const command = process.platform === 'win32' ? 'code.cmd' : 'code';
  const commands = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, command));
  const found = commands.find((path) => existsSync(path));
  // The command itself is a script that does not wait for the window: it lies in `bin`, beside or within the program.
  const program = { win32: '../../Code.exe', darwin: '../../../../MacOS/Electron' }[
    process.platform as string
  ];
  const executable = found && resolve(realpathSync(found), program ?? '../../code');
  return executable !== undefined && existsSync(executable) ? executable : undefined;
}
