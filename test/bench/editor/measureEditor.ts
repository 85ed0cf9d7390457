// What the extension costs its extension host: time at the start, time of the event loop, memory.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Measurement } from '../measure';
import { bound, median } from '../measure';
import type { Scene, SharedScene } from '../scene';
import { connectWhenUp, saveFile, withSessions } from '../scene';
import { ids, unpackExtensions } from './extensions';
import type { Hold, Memory } from './probeCalls';
import type { Probe } from './probedHost';
import { withProbedHost } from './probedHost';

const starts = 3;
/** While the event loop is watched, a file is saved this often, in one worktree after the other. */
const saveEveryMs = 100;
const saveCount = 100;

/** One start of the editor. */
interface Start {
  readonly activateMs: number;
  readonly startHold: Hold;
  readonly radarHold: Hold;
  readonly memory: Memory;
}

/** Starts editors by turns, with an empty extension and with ours, on a large repository in which files are saved. */
export async function measureEditor(distDir: string, shared: SharedScene): Promise<Measurement[]> {
  const scene = await shared.get();
  const folder = await mkdtemp(join(tmpdir(), 'parallel-cc-bench-'));
  try {
    const { path } = scene.repository;
    const extensions = await unpackExtensions(folder, distDir);
    const [empty, ours]: [Start[], Start[]] = [[], []];
    for (let start = 0; start < starts; start++) {
      empty.push(await withProbedHost(path, extensions.empty, (probe) => watchEmpty(probe, scene)));
      ours.push(await withProbedHost(path, extensions.ours, (probe) => watchOurs(probe, scene)));
      console.error(JSON.stringify({ empty: empty.at(-1), ours: ours.at(-1) }));
    }
    return judge(empty, ours);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function judge(empty: readonly Start[], ours: readonly Start[]): Measurement[] {
  return [
    judgeTime('activation of the extension, in an extension host at rest', 250, empty, ours, ({ activateMs }) => activateMs), // prettier-ignore
    judgeHold(
      'event loop held while the coordinator starts, longest',
      empty,
      ours,
      ({ startHold }) => startHold,
    ),
    judgeHold('event loop held while the radar runs, longest', empty, ours, ({ radarHold }) => radarHold),
    judgeMemory(empty, ours),
  ];
}

function judgeTime(
  name: string,
  limit: number,
  empty: readonly Start[],
  ours: readonly Start[],
  pick: (start: Start) => number,
): Measurement {
  return bound(name, 'ms', median(ours.map(pick)), limit, median(empty.map(pick)));
}

function judgeHold(
  name: string,
  empty: readonly Start[],
  ours: readonly Start[],
  pick: (start: Start) => Hold,
): Measurement {
  const measured = judgeTime(name, 50, empty, ours, (start) => pick(start).heldMs);
  const middle = (kind: 'lateMs' | 'busyMs'): number => Math.round(median(ours.map((start) => pick(start)[kind]))); // prettier-ignore
  return { ...measured, details: { lateMs: middle('lateMs'), busyMs: middle('busyMs') } };
}

function judgeMemory(empty: readonly Start[], ours: readonly Start[]): Measurement {
  const middle = (starts: readonly Start[], kind: keyof Memory): number =>
    median(starts.map(({ memory }) => memory[kind]));
  const extra = (kind: keyof Memory): number => Math.round(middle(ours, kind) - middle(empty, kind));
  const name = 'memory of the extension host above an empty one, 16 sessions';
  return {
    ...bound(name, 'MB', extra('rss'), 120, Math.round(middle(empty, 'rss'))),
    ratio: Math.round((100 * middle(ours, 'rss')) / middle(empty, 'rss')) / 100,
    details: { heapUsed: extra('heapUsed'), external: extra('external'), processesBeside: extra('beside') },
  };
}

async function watchEmpty(probe: Probe, scene: Scene): Promise<Start> {
  await probe.ask('quieten', null);
  await probe.ask('watchLoop', null);
  const activateMs = await probe.ask('activate', ids.empty);
  await delay(5000);
  const startHold = await probe.ask('longestHold', null);
  return { activateMs, startHold, ...(await watchSaves(probe, scene)) };
}

async function watchOurs(probe: Probe, scene: Scene): Promise<Start> {
  await probe.ask('quieten', null);
  await probe.ask('watchLoop', null);
  const activateMs = await probe.ask('activate', ids.ours);
  const client = await connectWhenUp(scene);
  const watched = await withSessions(client, scene, async () => {
    await probe.ask('command', 'parallel-cc.showDashboard');
    await client.call('getSnapshot', { fresh: true }, { timeoutMs: 120_000 });
    const startHold = await probe.ask('longestHold', null);
    return { startHold, ...(await watchSaves(probe, scene)) };
  });
  client.dispose();
  return { activateMs, ...watched };
}

async function watchSaves(probe: Probe, { sides }: Scene): Promise<Pick<Start, 'radarHold' | 'memory'>> {
  await probe.ask('quieten', null);
  await probe.ask('watchLoop', null);
  for (let save = 0; save < saveCount; save++) {
    const side = sides[save % sides.length];
    // Neighbours write the same file, so that conflicts come.
    if (side !== undefined) await saveFile(side, Math.floor(save / 2), `save ${save}`);
    await delay(saveEveryMs);
  }
  const radarHold = await probe.ask('longestHold', null);
  const memory = await probe.ask('memory', null);
  for (let file = 0; file < saveCount / 2; file++)
    await Promise.all(sides.map((side) => saveFile(side, file)));
  return { radarHold, memory };
}
