// A repository of the size that the limits are given for: 12,000 files, 16 worktrees with 20 changed files each.
import { randomUUID } from 'node:crypto';
import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { mapLimit } from '../../src/base/async';
import type { RadarSide } from '../../src/engine/radar/report';
import type { HostClient } from '../../src/ipc/client';
import { connectHost } from '../../src/ipc/client';
import { findRepository } from '../../src/ipc/repositoryLocation';
import type { Repository } from '../support/git';
import { git, makeRepository } from '../support/git';
import { eventually } from '../support/processes';

const fileCount = 12_000;
const worktreeCount = 16;
const changedCount = 20;
/** Files from here on are changed in no worktree to begin with. */
const firstUntouched = 500;

/** The repository with its worktrees; each shares half of its changed files with either neighbour, and conflicts in them. */
export interface Scene extends AsyncDisposable {
  readonly repository: Repository;
  readonly commonDir: string;
  readonly sides: readonly RadarSide[];
}

/** The one repository that all parts of a run share, made when the first of them asks; parts leave it as they find it. */
export class SharedScene implements AsyncDisposable {
  private scene: Promise<Scene> | undefined;

  get(): Promise<Scene> {
    this.scene ??= makeScene();
    return this.scene;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.scene)?.[Symbol.asyncDispose]();
  }
}

async function makeScene(): Promise<Scene> {
  const repository = await makeRepository();
  const numbers = Array.from({ length: fileCount }, (_, index) => index);
  await mapLimit(numbers, 16, async (number) => {
    const path = join(repository.path, filePath(number));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, fileText(number, 'base'));
  });
  await repository.commit('Many files');
  const sides: RadarSide[] = [];
  for (let index = 0; index < worktreeCount; index++) sides.push(await makeWorktree(repository, index));
  const commonDir = await realpath(join(repository.path, '.git'));
  return { repository, commonDir, sides, [Symbol.asyncDispose]: () => repository.dispose() };
}

/** The path of a file that no worktree has changed to begin with. */
export function untouchedFile(number: number): string {
  return filePath(firstUntouched + number);
}

/** Saves such a file in a worktree, with a word in its sixth line; without one it is as it was. */
export async function saveFile(side: RadarSide, number: number, word = 'base'): Promise<void> {
  await writeFile(join(side.path, untouchedFile(number)), fileText(firstUntouched + number, word));
}

/** Connects to the coordinator of the repository as soon as there is one. */
export async function connectWhenUp({ repository }: Scene): Promise<HostClient> {
  const location = findRepository(repository.path);
  if (location === null) throw new Error('The repository is gone.');
  const connect = (): Promise<HostClient> =>
    connectHost({ location, client: 'test', start: false, timeoutMs: 5000 });
  return eventually(connect, { timeoutMs: 60_000 });
}

/** Runs a task while a session is registered in every worktree, with this process as its agent. */
export async function withSessions<T>(
  client: HostClient,
  { sides }: Scene,
  task: () => Promise<T>,
): Promise<T> {
  const nobody = { agentSessionId: null, prompt: null, base: null } as const;
  const registered = sides.map(
    ({ path }, index) =>
    client.call('registerSession', { ...nobody, requestId: randomUUID(), name: `agent-${index}`, agent: 'bench', pid: process.pid, cwd: path, worktree: 'here' }), // prettier-ignore
  );
  const ids = (await Promise.all(registered)).map(({ session }) => session.id);
  const result = await task();
  for (const session of ids) await client.call('releaseSession', { session, worktree: 'keep' });
  return result;
}

async function makeWorktree(repository: Repository, index: number): Promise<RadarSide> {
  const path = join(repository.folder, `worktree${index}`);
  await repository.git('worktree', 'add', '--quiet', '-b', `agent${index}`, path);
  for (let change = 0; change < changedCount; change++) {
    const number = index * (changedCount / 2) + change;
    await writeFile(join(path, filePath(number)), fileText(number, `agent ${index}`));
  }
  return { path, gitDir: await git(path, 'rev-parse', '--absolute-git-dir'), targetBranch: 'main' };
}

function filePath(index: number): string {
  return `src/dir${index % 300}/file${index}.ts`;
}

function fileText(index: number, word: string): string {
  const line = (at: number): string => `export const value${index}_${at} = '${at === 5 ? word : at}';\n`;
  return Array.from({ length: 12 }, (_, at) => line(at)).join('');
}
