import { readFile, readdir } from 'node:fs/promises';
import { constants, getPriority } from 'node:os';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/processes';
import { base, between, makeScene, withLine } from './scene';

describe.runIf(process.platform === 'linux')('a radar in a process of its own', () => {
  it('sees what one in a thread sees', async () => {
    await using scene = await makeScene({ 'a.txt': base }, 'process');
    expect(await scene.conflicts({ 'a.txt': withLine(10, 'ours') }, { 'a.txt': withLine(10, 'theirs') })).toMatchObject([
      { path: 'a.txt', regions: [{ ours: { start: 9, end: 10 }, theirs: { start: 9, end: 10 } }] },
    ]); // prettier-ignore
  });

  it('gives way to other programs', async () => {
    await using scene = await makeScene({ 'a.txt': base }, 'process');
    await scene.radar.look();
    const pids = await processesOf(scene.repository.path);
    expect(pids.map(getPriority)).toEqual([constants.priority.PRIORITY_BELOW_NORMAL]);
  });

  it('is started again when it was killed, and sees what it saw', async () => {
    await using scene = await makeScene({ 'a.txt': base }, 'process');
    await scene.conflicts({ 'a.txt': withLine(10, 'ours') }, { 'a.txt': withLine(10, 'theirs') });
    for (const pid of await processesOf(scene.repository.path)) process.kill(pid, 'SIGKILL');
    const report = await eventually(() => scene.radar.look());
    expect(between(report)).toMatchObject([{ path: 'a.txt' }]);
  });

  it('ends with the coordinator', async () => {
    const scene = await makeScene({ 'a.txt': base }, 'process');
    await scene.radar.look();
    await scene[Symbol.asyncDispose]();
    expect(await processesOf(scene.repository.path)).toEqual([]);
  });
});

async function processesOf(path: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const [args, status] = await Promise.all(['cmdline', 'status'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => ''))); // prettier-ignore
      // What it starts is a copy of it at first.
      const isOurs = status?.includes(`\nPPid:\t${process.pid}\n`) === true;
      return isOurs && args?.includes('radarWorker.js') === true && args.includes(path) ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}
