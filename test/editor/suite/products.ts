// The product's public doors, as seen from inside the extension host: its commands, lenses, and the command line.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { Snapshot } from '../../../src/protocol/snapshot';

const execute = promisify(execFile);

/** The extension under test. */
export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('parallel-cc.parallel-cc');
  if (found === undefined) throw new Error('The extension is not installed.');
  return found;
}

/** The top of the repository that the window has open. */
export function workspacePath(): string {
  const paths = vscode.workspace.workspaceFolders?.map(({ uri }) => uri.fsPath);
  const found = paths?.find((path) => existsSync(join(path, '.git')));
  if (found === undefined) throw new Error('No repository is open.');
  return found;
}

/** Runs the command line program and reads its JSON. */
export async function cli<T>(...args: string[]): Promise<T> {
  const program = join(extension().extensionPath, 'dist', 'cli.js');
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', PARALLEL_CC_SESSION_ID: '' };
  const { stdout } = await execute(process.execPath, [program, ...args, '--json'], {
    cwd: workspacePath(),
    env,
  });
  return JSON.parse(stdout) as T;
}

/** Runs git in a worktree. */
export async function git(cwd: string, ...args: string[]): Promise<void> {
  await execute('git', args, { cwd });
}

/** What the command line says of the repository, with all that is on disk now. */
export function status(): Promise<Snapshot> {
  return cli<Snapshot>('status', '--fresh');
}

/** Registers a session in the worktree that `where` asks for and returns its worktree's path. */
export async function register(
  name: string,
  where: '--here' | '--new',
): Promise<{ id: string; worktreePath: string }> {
  const { session } = await cli<{ session: { id: string; worktreePath: string } }>(
    'register',
    '--name',
    name,
    where,
  );
  return session;
}

/** Repeats `attempt` until it does not throw; fails with its last error after 15 s. */
export async function eventually<T>(attempt: () => T | Promise<T>): Promise<T> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
