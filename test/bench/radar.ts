// How fast the radar sees, and that it leaves no trace in the user's repository.
import { join } from 'node:path';
import { silentLogger } from '../../src/base/logger';
import { startRadar } from '../../src/engine/radar/radar';
import type { RadarReport } from '../../src/engine/radar/report';
import type { HostClient } from '../../src/ipc/client';
import { stateDir } from '../../src/ipc/repositoryLocation';
import type { Snapshot } from '../../src/protocol/snapshot';
import { spawnGroup, stopGroup } from '../support/processGroups';
import { BareGit } from './bareGit';
import { changedGitFiles, listGitFiles } from './gitFiles';
import type { Measurement } from './measure';
import { bound, compare, median, timed } from './measure';
import type { Scene, SharedScene } from './scene';
import { connectWhenUp, saveFile, untouchedFile, withSessions } from './scene';

const firstLooks = 5;
const saves = 15;

/** Measures the first look, and the time from a saved edit to its conflict in the snapshot that people are shown. */
export async function measureRadar(distDir: string, shared: SharedScene): Promise<Measurement[]> {
  const scene = await shared.get();
  const before = await listGitFiles(scene.commonDir);
  const times = [await measureFirstLook(scene, distDir), await measureSaves(scene, distDir)];
  const changed = changedGitFiles(before, await listGitFiles(scene.commonDir));
  if (changed.length > 0) console.error(`Changed in git's directory: ${changed.slice(0, 20).join(', ')}`);
  const untouched = bound('objects, refs and files of the repository that were touched', 'files', changed.length, 0); // prettier-ignore
  return [...times, untouched];
}

async function measureFirstLook(scene: Scene, distDir: string): Promise<Measurement> {
  const [looks, bare]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < firstLooks; turn++) {
    looks.push(await lookFromNothing(scene, distDir));
    await using git = await BareGit.open(scene);
    bare.push(await timed(() => git.allPairs()));
  }
  return compare('radar, all pairs from nothing / the git commands it needs', median(looks), median(bare), 3);
}

// The start of its thread counts too, its end does not.
async function lookFromNothing({ commonDir, sides }: Scene, distDir: string): Promise<number> {
  // The radar keeps nobody alive who waits for nothing else.
  const awake = setInterval(() => undefined, 1000);
  const startedAt = performance.now();
  const radar = startRadar({
    epoch: 1,
    commonDir,
    stateDir: stateDir(commonDir),
    workerFile: join(distDir, 'radarWorker.js'),
    // As in an editor.
    place: 'process',
    gitProcess: { file: join(distDir, 'gitProcess.js'), startAfter: 0 },
    logger: silentLogger,
  });
  try {
    const seen = new Promise<RadarReport>((resolve) => radar.onReport(resolve));
    radar.setSides(sides);
    const { pairs } = await seen;
    const tookMs = performance.now() - startedAt;
    const conflicts = pairs.filter(({ preview }) => preview.outcome === 'conflicts').length;
    if (conflicts !== sides.length - 1) throw new Error(`The radar saw ${conflicts} pairs in conflict.`);
    return tookMs;
  } finally {
    await radar.dispose();
    clearInterval(awake);
  }
}

async function measureSaves(scene: Scene, distDir: string): Promise<Measurement> {
  const { repository } = scene;
  const server = spawnGroup(process.execPath, [join(distDir, 'cli.js'), 'serve'], { cwd: repository.path, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, PARALLEL_CC_LOG_LEVEL: 'error' } }); // prettier-ignore
  try {
    const client = await connectWhenUp(scene);
    await client.call('subscribe', { visible: true });
    const measured = await withSessions(client, scene, () => saveByTurns(scene, client));
    client.dispose();
    return measured;
  } finally {
    await stopGroup(server);
  }
}

async function saveByTurns(scene: Scene, client: HostClient): Promise<Measurement> {
  const [one, other] = scene.sides;
  if (one === undefined || other === undefined) throw new Error('There are no worktrees to save in.');
  await client.call('getSnapshot', { fresh: true }, { timeoutMs: 120_000 });
  await using git = await BareGit.open(scene);
  await git.allPairs();
  const [shown, bare]: [number[], number[]] = [[], []];
  for (let save = 0; save < saves; save++) {
    const path = untouchedFile(save);
    const isIn = ({ conflicts }: Snapshot): boolean => conflicts.some((conflict) => conflict.path === path);
    await saveFile(other, save, 'theirs');
    await client.call('getSnapshot', { fresh: true });
    await git.oneSave(other, path, []);
    const seen = nextSnapshot(client, isIn);
    shown.push(await timed(() => saveFile(one, save, 'ours').then(() => seen)));
    bare.push(await timed(() => git.oneSave(one, path, [other])));
    await Promise.all([one, other].map((side) => saveFile(side, save)));
  }
  const measured = bound('radar, saved edit to conflict in the projection, median', 'ms', median(shown), 500, median(bare)); // prettier-ignore
  return { ...measured, details: { longestMs: Math.round(Math.max(...shown)) } };
}

function nextSnapshot(client: HostClient, matches: (snapshot: Snapshot) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const listening = client.onNotification(({ event, params }) => {
      if (event !== 'snapshotChanged' || !matches(params)) return;
      listening.dispose();
      resolve();
    });
  });
}
