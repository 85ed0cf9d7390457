// How fast the radar sees, on a repository of 12,000 files with 16 worktrees of 20 changed files each.
import { copyFile, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { mapLimit } from '../../src/base/async';
import { silentLogger } from '../../src/base/logger';
import type { Radar } from '../../src/engine/radar/radar';
import { startRadar } from '../../src/engine/radar/radar';
import type { RadarSide } from '../../src/engine/radar/report';
import type { Repository } from '../support/git';
import { git, gitEnvironment, makeRepository } from '../support/git';
import type { Measurement } from './measure';
import { bound, compare, median, runProgram, timed } from './measure';

const fileCount = 12_000;
const worktreeCount = 16;
const changedCount = 20;
const saves = 15;

/** Measures the first look, and the time from a saved edit to its conflict in the report. */
export async function measureRadar(distDir: string): Promise<Measurement[]> {
  await using repository = await makeRepository({ files: manyFiles() });
  const sides = await makeWorktrees(repository);
  const bareMs = await timed(() => bareGit(repository, sides));
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const radar = startRadar({
    commonDir: join(repository.path, '.git'),
    stateDir: join(repository.path, '.git/parallel-cc'),
    workerFile: join(distDir, 'radarWorker.js'),
    logger: silentLogger,
  });
  try {
    radar.setActive(true);
    const firstMs = await timed(async () => {
      radar.setSides(sides);
      await radar.look();
    });
    const savedMs = await measureSaves(radar, sides);
    return [
      compare('radar, all pairs from nothing / the git commands it needs', firstMs, bareMs, 3),
      bound('radar, saved edit to conflict in the report, median', 'ms', savedMs, 500),
      bound('event loop of the host held while the radar runs, longest', 'ms', delay.max / 1e6, 50),
    ];
  } finally {
    await radar.dispose();
  }
}

async function measureSaves(radar: Radar, sides: readonly RadarSide[]): Promise<number> {
  const [one, other] = sides;
  if (one === undefined || other === undefined) throw new Error('There are no worktrees to save in.');
  const times: number[] = [];
  for (let save = 0; save < saves; save++) {
    const file = `src/dir5/file${500 + save}.ts`;
    await writeFile(join(other.path, file), content(500 + save, 'theirs'));
    await radar.look();
    const seen = new Promise<void>((resolve) => {
      const listening = radar.onReport((report) => {
        const found = report.pairs.some(({ preview }) => preview.outcome === 'conflicts' && preview.files.some(({ path }) => path === file)); // prettier-ignore
        if (!found) return;
        listening.dispose();
        resolve();
      });
    });
    times.push(
      await timed(async () => {
        await writeFile(join(one.path, file), content(500 + save, 'ours'));
        await seen;
      }),
    );
  }
  return median(times);
}

// What cannot be avoided: one snapshot of every worktree, and one merge of every pair that shares a file.
async function bareGit(repository: Repository, sides: readonly RadarSide[]): Promise<void> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'parallel-cc-bench-')));
  const quarantine = {
    GIT_OBJECT_DIRECTORY: join(folder, 'objects'),
    GIT_ALTERNATE_OBJECT_DIRECTORIES: join(repository.path, '.git/objects'),
  };
  await runProgram('mkdir', ['-p', join(folder, 'objects')], { cwd: folder });
  const commits: string[] = [];
  for (const [index, { path, gitDir }] of sides.entries()) {
    const indexFile = join(folder, `index${index}`);
    await copyFile(join(gitDir, 'index'), indexFile);
    const env = { ...gitEnvironment(), ...quarantine, GIT_INDEX_FILE: indexFile };
    const { runOk } = await import('../support/processes');
    await runOk('git', ['add', '--all'], { cwd: path, env });
    const tree = (await runOk('git', ['write-tree'], { cwd: path, env })).trim();
    commits.push(
      (await runOk('git', ['commit-tree', tree, '-p', 'HEAD', '-m', 'snapshot'], { cwd: path, env })).trim(),
    );
  }
  const pairs = commits.flatMap((one, index) => commits.slice(index + 1).map((other) => `${one} ${other}\n`));
  const env = { ...gitEnvironment(), ...quarantine };
  await runProgram('git', ['merge-tree', '--write-tree', '--stdin'], {
    cwd: repository.path,
    env,
    input: pairs.join(''),
  });
  await rm(folder, { recursive: true, force: true });
}

function manyFiles(): Record<string, string> {
  return Object.fromEntries(Array.from({ length: fileCount }, (_, index) => [`src/dir${index % 300}/file${index}.ts`, content(index, 'base')])); // prettier-ignore
}

function content(index: number, word: string): string {
  return Array.from(
    { length: 12 },
    (_, line) => `export const value${index}_${line} = '${line === 5 ? word : line}';\n`,
  ).join('');
}

async function makeWorktrees(repository: Repository): Promise<RadarSide[]> {
  return mapLimit(Array.from({ length: worktreeCount }), 1, async (_, index) => {
    const path = join(repository.folder, `worktree${index}`);
    await repository.git('worktree', 'add', '--quiet', '-b', `agent${index}`, path);
    // Half of the files are changed by a neighbour too, at another line.
    for (let change = 0; change < changedCount; change++) {
      const file = index * 10 + change;
      await writeFile(
        join(path, `src/dir${file % 300}/file${file}.ts`),
        `${content(file, 'base')}// ${change < 10 ? 'shared' : `own ${index}`}\n`,
      );
    }
    return { path, gitDir: await git(path, 'rev-parse', '--absolute-git-dir'), targetBranch: 'main' };
  });
}
