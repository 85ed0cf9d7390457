// How long keeping a worktree takes, on 12,000 files of which 20 have changed, beside the git commands it replaces.
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Git } from '../../src/engine/git/git';
import type { SnapshotRequest, TakenSnapshot } from '../../src/engine/snapshots/takeSnapshot';
import { takeSnapshot } from '../../src/engine/snapshots/takeSnapshot';
import type { Repository } from '../support/git';
import { gitEnvironment, makeRepository } from '../support/git';
import { runOk } from '../support/processes';
import type { Measurement } from './measure';
import { compare, median, timed } from './measure';

const fileCount = 12_000;
const changedCount = 20;
const rounds = 15;

/** Measures a snapshot of everything, and one of paths that are known from watching. */
export async function measureSnapshots(): Promise<Measurement[]> {
  await using repository = await makeRepository({ files: files() });
  const git = new Git(repository.path);
  const paths = Array.from({ length: changedCount }, (_, index) => pathOf(index));
  const [bare, whole, known]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    await edit(repository, paths, `bare ${round}`);
    bare.push(await timed(() => bareSnapshot(repository)));
    await edit(repository, paths, `whole ${round}`);
    let snapshot: TakenSnapshot | undefined;
    whole.push(
      await timed(async () => (snapshot = await takeSnapshot(git, request(`whole-${round}`, null)))),
    );
    await edit(repository, paths, `known ${round}`);
    const since = snapshot === undefined ? null : { snapshot, paths };
    known.push(await timed(() => takeSnapshot(git, request(`known-${round}`, since))));
  }
  const base = median(bare);
  return [
    compare('snapshot of 12,000 files, 20 changed / git add and write-tree', median(whole), base, 1.3),
    compare('snapshot of 20 known paths / git add and write-tree', median(known), base, 0.35),
  ];
}

function request(name: string, since: SnapshotRequest['since']): SnapshotRequest {
  const rule = { largestUntracked: 1 << 24, ignored: [], hidden: false };
  return {
    ref: `refs/parallel-cc/bench/${name}`,
    message: name,
    now: Date.now(),
    rule,
    complete: false,
    since,
  };
}

async function bareSnapshot({ path, folder }: Repository): Promise<void> {
  const index = join(folder, 'index');
  await copyFile(join(path, '.git/index'), index);
  const env = { ...gitEnvironment(), GIT_INDEX_FILE: index };
  await runOk('git', ['add', '--all'], { cwd: path, env });
  await runOk('git', ['write-tree'], { cwd: path, env });
}

async function edit(repository: Repository, paths: readonly string[], word: string): Promise<void> {
  await repository.write(Object.fromEntries(paths.map((path) => [path, content(word)])));
}

function files(): Record<string, string> {
  return Object.fromEntries(Array.from({ length: fileCount }, (_, index) => [pathOf(index), content(String(index))])); // prettier-ignore
}

function pathOf(index: number): string {
  return `src/dir${index % 300}/file${index}.ts`;
}

function content(word: string): string {
  return `export const value = '${word}';\n`.repeat(12);
}
