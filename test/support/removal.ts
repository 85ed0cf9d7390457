// What the tests of removals share: worktrees that nobody works in, and processes that do.
import { spawnGroup, stopGroup } from './processGroups';
import type { TestCoordinator } from './coordinator';
import type { WorktreeOutcome } from '../../src/protocol/results';

/** Makes a session with a worktree of its own, has `work` done in it, and ends it; the worktree stays. Returns its path. */
export async function idleWorktree(
  host: TestCoordinator,
  name: string,
  work: (path: string) => Promise<unknown> = () => Promise.resolve(),
): Promise<string> {
  const { session } = await host.register({ name, worktree: 'new' });
  await work(session.worktreePath);
  await host.client.call('releaseSession', { session: session.id, worktree: 'keep' });
  return session.worktreePath;
}

/** Cleans up, or says what it would do; answers what becomes of each worktree. */
export async function cleanUp(
  host: TestCoordinator,
  options: { readonly dryRun?: boolean; readonly merged?: boolean } = {},
): Promise<readonly WorktreeOutcome[]> {
  return (await host.client.call('cleanUp', { dryRun: false, ...options })).worktrees;
}

/** Removes a worktree with all that is in it. */
export function removeByForce(host: TestCoordinator, path: string): Promise<WorktreeOutcome> {
  return host.client.call('removeWorktree', { path, force: true });
}

/** Undoes an operation. */
export async function undo(host: TestCoordinator, operation: number | null): Promise<void> {
  await host.client.call('undoOperation', { operation, dryRun: false, force: false });
}

/** A process that stays until it is stopped. */
export interface Squatter extends AsyncDisposable {
  readonly pid: number;
}

/** Starts a process in a folder, or one that has a file open; it is there when this resolves. */
export async function squat(place: { readonly cwd: string } | { readonly file: string }): Promise<Squatter> {
  const script = `const [, file] = process.argv;
    if (file) require('node:fs').openSync(file, 'r');
    console.log('ready'); setInterval(() => {}, 1000);`;
  const args = ['-e', script, ...('file' in place ? [place.file] : [])];
  const cwd = 'cwd' in place ? { cwd: place.cwd } : {};
  const child = spawnGroup(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], ...cwd });
  await new Promise((resolve, reject) => child.once('error', reject).stdout?.once('data', resolve));
  return { pid: child.pid ?? 0, [Symbol.asyncDispose]: () => stopGroup(child) };
}
