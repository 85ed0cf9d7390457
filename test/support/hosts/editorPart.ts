// A real VS Code: its server, with the web workbench, from npm.
import { rm, symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Part, Progress } from './part';
import { npm } from './part';
import { editorPlaces, nodePackage } from './places';

/** VS Code 1.139.1 as code-server, on the Node it wants, whatever Node this machine has. */
export const editorPart: Part = {
  name: 'editor',
  packages: { 'code-server': '4.139.1', [nodePackage()]: '24.21.0' },
  platforms: ['linux', 'darwin'],
  proof: (folder) => editorPlaces(folder).entry,
  finish,
};

/** Does by hand, with no install script, what code-server's own post-install step does. */
async function finish(folder: string, progress: Progress): Promise<void> {
  const { vscode, nodeFolder } = editorPlaces(folder);
  const env = {
    PATH: `${join(nodeFolder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
    npm_config_nodedir: nodeFolder,
    npm_config_jobs: 'max',
  };
  // Not `npm ci`: the lock file that VS Code ships lacks an entry.
  const install = ['install', '--omit=dev', '--ignore-scripts'];
  await npm(vscode, install, env);
  progress('editor: VS Code server packages are in place');
  await npm(join(vscode, 'extensions'), install, env);
  progress('editor: built-in extension packages are in place');
  await link('browser-linux.sh', join(vscode, 'bin', 'helpers', 'browser.sh'));
  await link('code-linux.sh', join(vscode, 'bin', 'remote-cli', 'code-server'));
  await buildNatives(vscode, env, progress);
}

/** Builds the two modules that come without a binary; the editor runs without them, but for its output panel. */
async function buildNatives(vscode: string, env: NodeJS.ProcessEnv, progress: Progress): Promise<void> {
  try {
    await npm(
      vscode,
      ['rebuild', '--ignore-scripts=false', '@vscode/spdlog', '@vscode/native-watchdog'],
      env,
    );
    progress('editor: native modules are built');
  } catch (error) {
    progress(
      'editor: the native modules could not be built, so output channels will stay empty. Install a C++ compiler, ' +
        `make and Python 3, delete .hosts/editor and install again. ${(error as Error).message}`,
    );
  }
}

async function link(target: string, path: string): Promise<void> {
  await rm(path, { force: true });
  await symlink(target, path);
}
