// Boots a real VS Code: the server, the workbench it serves and the extension host, on loopback only.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { editorPlaces } from '../hosts/places';
import { spawnGroup, stopGroup } from '../processGroups';
import { eventually, runOk } from '../processes';
import { addCoverageExtension, saveCoverage } from './saveCoverage';
import { quietSettings } from './settings';
import type { Settings } from './settings';

/** What the editor starts with; `vscodeOptions` are switches of the VS Code server, without their dashes. */
export interface EditorOptions {
  /** A folder, or a file that lists several. */
  readonly workspace?: string;
  /** Whether folders are trusted without a question, as they are by default. */
  readonly trusted?: boolean;
  /** A folder of unpacked extensions to use in place of an empty one. */
  readonly extensionsDir?: string;
  /** A packaged extension to install before the start. */
  readonly vsix?: string;
  readonly settings?: Settings;
  readonly env?: NodeJS.ProcessEnv;
  readonly vscodeOptions?: readonly string[];
  /** The port to listen on; a free one by default. */
  readonly port?: number;
}

/** A running editor with a home folder of its own; `await using`, or `stop`, ends it and removes the folder. */
export interface Editor extends AsyncDisposable {
  /** Address of the workbench, with the workspace it was booted with. */
  readonly url: string;
  readonly port: number;
  readonly home: string;
  /** All that the server has printed so far. */
  output(): string;
  /** The address by which the workbench names a file of this machine. */
  remoteUri(path: string): string;
  /** Installs a packaged extension; a page that is open must be reloaded to see it. */
  installVsix(path: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts an editor and resolves once its server answers. */
export async function bootEditor(options: EditorOptions = {}): Promise<Editor> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'parallel-cc-editor-')));
  const remove = (): Promise<void> => rm(home, { recursive: true, force: true, maxRetries: 10 });
  try {
    return await bootIn(home, remove, options);
  } catch (error) {
    await remove();
    throw error;
  }
}

async function bootIn(home: string, remove: () => Promise<void>, options: EditorOptions): Promise<Editor> {
  const userData = join(home, 'user');
  const extensions = options.extensionsDir ?? join(home, 'extensions');
  const program = [installedEntry(), '--user-data-dir', userData, '--extensions-dir', extensions];
  const env = { ...editorEnvironment(home), ...options.env };
  const { node } = editorPlaces();
  const installVsix = async (path: string): Promise<void> => {
    await runOk(node, [...program, '--install-extension', path, '--force'], { env });
  };
  await writeSettings(userData, { ...quietSettings, ...options.settings });
  await writeFile(join(home, 'config.yaml'), '');
  await addCoverageExtension(extensions, home);
  if (options.vsix !== undefined) await installVsix(options.vsix);
  const port = options.port ?? (await freePort());
  const server = await startServer(node, [...program, ...serverArgs(home, port, options)], env, port);
  const stop = async (): Promise<void> => {
    await saveCoverage(home);
    await server.stop();
    await remove();
  };
  return {
    url: workbenchUrl(port, options.workspace),
    port,
    home,
    output: () => server.output(),
    remoteUri: (path) => `vscode-remote://127.0.0.1:${port}${path}`,
    installVsix,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function installedEntry(): string {
  const { entry } = editorPlaces();
  if (existsSync(entry)) return entry;
  throw new Error('VS Code is not installed for tests. Run "npx tsx test/support/install.ts editor".');
}

function serverArgs(
  home: string,
  port: number,
  { vscodeOptions = [], trusted = true }: EditorOptions,
): readonly string[] {
  return [
    ...['--bind-addr', `127.0.0.1:${port}`, '--auth', 'none', '--config', join(home, 'config.yaml')],
    ...['--disable-telemetry', '--disable-update-check', '--disable-proxy'],
    ...(trusted ? ['--disable-workspace-trust'] : []),
    ...['--disable-getting-started-override', '--ignore-last-opened'],
    ...vscodeOptions.flatMap((option) => ['--vscode-option', option]),
  ];
}

async function startServer(
  node: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  port: number,
): Promise<{ output(): string; stop(): Promise<void> }> {
  const child = spawnGroup(node, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
  const stop = (): Promise<void> => stopGroup(child);
  try {
    const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
    await eventually(async () => hasEnded() || (await isHealthy(port)), { timeoutMs: 30_000, everyMs: 50 });
    if (hasEnded()) throw new Error('It ended at once.');
  } catch (error) {
    await stop();
    throw new Error(`The VS Code server did not start:\n${output}`, { cause: error });
  }
  return { output: () => output, stop };
}

async function isHealthy(port: number): Promise<boolean> {
  return (await fetch(`http://127.0.0.1:${port}/healthz`)).ok;
}

function workbenchUrl(port: number, workspace: string | undefined): string {
  const url = new URL(`http://127.0.0.1:${port}/`);
  if (workspace === undefined) url.searchParams.set('ew', 'true');
  else url.searchParams.set(workspace.endsWith('.code-workspace') ? 'workspace' : 'folder', workspace);
  return url.href;
}

/** This process's environment without what an outer editor or npm put there, and with a home of its own. */
function editorEnvironment(home: string): NodeJS.ProcessEnv {
  const foreign = /^(VSCODE_|npm_|ELECTRON_|GIT_|NODE_OPTIONS$)/;
  const inherited = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  const homes = { HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home, GIT_CONFIG_NOSYSTEM: '1' };
  // Without a gallery the workbench asks no marketplace for anything.
  return { ...Object.fromEntries(inherited), ...homes, EXTENSIONS_GALLERY: '{}' };
}

async function writeSettings(userData: string, settings: Settings): Promise<void> {
  await mkdir(join(userData, 'User'), { recursive: true });
  await writeFile(join(userData, 'User', 'settings.json'), JSON.stringify(settings, null, 2));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
