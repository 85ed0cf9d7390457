// How long keeping a session's worktree takes, on 12,000 files of which 20 have changed, beside the git commands it
// replaces: with the question to the radar and the row that is on disk afterwards.
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock';
import { silentLogger } from '../../src/base/logger';
import type { Session } from '../../src/core/session';
import type { Engine } from '../../src/engine/engine';
import { openEngine } from '../../src/engine/engine';
import type { Repository } from '../support/git';
import { gitEnvironment, makeRepository } from '../support/git';
import { runOk } from '../support/processes';
import type { Measurement } from './measure';
import { compare, median, timed } from './measure';

const fileCount = 12_000;
const changedCount = 20;
const rounds = 15;

/** Measures the snapshot at the end of a turn: without the radar, which looks at everything, and of what the radar saw change. */
export async function measureSnapshots(distDir: string): Promise<Measurement[]> {
  await using repository = await makeRepository({ files: files() });
  // Neither git's process nor the radar's keeps anybody awake.
  const awake = setInterval(() => undefined, 1000);
  const engine = await open(repository, distDir);
  try {
    const whole = await measure(repository, engine, false);
    const known = await measure(repository, engine, true);
    return [
      compare('snapshot of 12,000 files, 20 changed / git add and write-tree', ...whole, 1.3),
      compare('snapshot of 20 files that the radar saw change / git add and write-tree', ...known, 0.35),
    ];
  } finally {
    await engine.close();
    clearInterval(awake);
  }
}

// As beside an editor.
function open({ path: root }: Repository, distDir: string): Promise<Engine> {
  const program = (name: string): string => join(distDir, `${name}.js`);
  const programs = { gitProcess: { file: program('gitProcess'), startAfter: 0 }, radarPlace: 'process', radarWorkerFile: program('radarWorker'), importReaderFile: program('importReader'), syntaxWorkerFile: program('syntaxWorker'), watchWorkerFile: program('watchWorker'), sandboxRuntimeFile: program('sandboxRuntime'), secretWorkerFile: program('secretWorker') } as const; // prettier-ignore
  const commonDir = join(root, '.git');
  const place = { root, commonDir, stateDir: join(commonDir, 'parallel-cc'), pathRules: { caseSensitive: true } }; // prettier-ignore
  return openEngine({ ...place, ...programs, epoch: 1, checkOwner: () => undefined, clock: systemClock, logger: silentLogger }); // prettier-ignore
}

async function measure(repository: Repository, engine: Engine, radar: boolean): Promise<[number, number]> {
  await engine.settings.update({ radar });
  await engine.followWorktrees();
  if (radar) await engine.radar.look();
  const session = await register(engine, repository.path, `keeper-${String(radar)}`);
  // What has changed since can be told from the next one on.
  await engine.timeline.take(session, 'turn');
  const [kept, bare]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    await edit(repository, `kept ${session.name} ${round}`);
    kept.push(await timed(() => engine.timeline.take(session, 'turn')));
    await edit(repository, `bare ${session.name} ${round}`);
    bare.push(await timed(() => bareSnapshot(repository)));
  }
  return [median(kept), median(bare)];
}

async function register(engine: Engine, cwd: string, name: string): Promise<Session> {
  const { session } = await engine.registration.register({ requestId: `${name}-request`, name, agent: 'test', agentSessionId: null, pid: null, prompt: null, cwd, worktree: 'here', base: null }); // prettier-ignore
  return session;
}

async function edit(repository: Repository, word: string): Promise<void> {
  const paths = Array.from({ length: changedCount }, (_, index) => pathOf(index));
  await repository.write(Object.fromEntries(paths.map((path) => [path, content(word)])));
}

async function bareSnapshot({ path, folder }: Repository): Promise<void> {
  const index = join(folder, 'index');
  await copyFile(join(path, '.git/index'), index);
  const env = { ...gitEnvironment(), GIT_INDEX_FILE: index };
  await runOk('git', ['add', '--all'], { cwd: path, env });
  await runOk('git', ['write-tree'], { cwd: path, env });
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
