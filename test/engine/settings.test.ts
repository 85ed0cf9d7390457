import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deferred } from '../../src/base/async';
import { changeSettings } from '../../src/engine/changeSettings';
import type { Ground, GroundOptions } from '../../src/engine/ground';
import { openGround } from '../../src/engine/ground';
import { listOperations } from '../../src/engine/operations';
import type { StoreFiles } from '../../src/engine/store/storeFiles';
import { realFiles } from '../../src/engine/store/storeFiles';

const clock = { now: () => 1 };
let stateDir: string;
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'parallel-cc-settings-'));
});
afterEach(() => rm(stateDir, { recursive: true, force: true }));

function open(parts: Partial<GroundOptions> = {}): Promise<Ground> {
  return openGround({ stateDir, epoch: 1, checkOwner: () => undefined, clock, ...parts });
}

function change(ground: Ground, changes: Readonly<Record<string, unknown>>) {
  return changeSettings({ settings: ground.settings, clock }, changes);
}

type Gate = () => Promise<void>;

/** Real files that ask a gate before each operation that writes. */
function gated(gate: Gate): StoreFiles {
  return {
    ...realFiles,
    async create(path) {
      await gate();
      const file = await realFiles.create(path);
      const write = (content: Uint8Array, at?: number): Promise<void> =>
        gate().then(() => file.write(content, at));
      return { ...file, write, sync: () => gate().then(() => file.sync()) };
    },
    rename: (from, to) => gate().then(() => realFiles.rename(from, to)),
    syncFolder: (dir) => gate().then(() => realFiles.syncFolder(dir)),
  };
}

/** What the next owner finds. */
async function found(): Promise<{ minutes: number; undoable: boolean; problems: readonly string[] }> {
  const ground = await open({ epoch: 3 });
  const minutes = ground.settings.current.claimMinutes;
  const undoable = listOperations(ground.state, 10).some((operation) => operation.undoable);
  const { problems } = ground.settings;
  await ground.store.close();
  return { minutes, undoable, problems };
}

function text(): Promise<string> {
  return readFile(join(stateDir, 'settings.json'), 'utf8');
}

/** What would let them go on; it keeps their open files from being collected. */
const stopped: (() => void)[] = [];

/** Changes settings in a process that stops for good before one of its writes; says whether it came to that. */
async function changeUntil(at: number): Promise<boolean> {
  const reached = deferred<boolean>();
  let left = Infinity;
  const gate: Gate = () => {
    if (left-- > 0) return Promise.resolve();
    reached.resolve(true);
    return new Promise((goOn) => stopped.push(goOn));
  };
  const ground = await open({ epoch: 2, files: gated(gate) });
  left = at;
  const changed = change(ground, { claimMinutes: 7 }).then(() => false);
  return Promise.race([reached.promise, changed]);
}

describe('a change of settings', () => {
  it.each([null, '{ "radar": false, "of": "tomorrow" }', 'damaged'])(
    'of a file that is %s, cut short anywhere, is not there at all, or there and can be undone',
    async (before) => {
      const seen = new Set<number>();
      let isCut = true;
      for (let at = 0; isCut; at++) {
        await rm(stateDir, { recursive: true, force: true });
        await (await open()).store.close();
        if (before !== null) await writeFile(join(stateDir, 'settings.json'), before);
        isCut = await changeUntil(at);
        const { minutes, undoable, problems } = await found();
        seen.add(minutes);
        expect({ minutes, undoable }, `operation ${at}`).toEqual({ minutes, undoable: minutes === 7 });
        if (minutes === 7) expect(problems.join(), `operation ${at}`).not.toContain('JSON');
        if (!isCut) expect({ minutes, enough: at > 5 }).toEqual({ minutes: 7, enough: true });
      }
      expect([...seen].sort()).toEqual([30, 7]);
    },
  );

  it('that fails at any operation of the disk is refused with the reason and leaves nothing', async () => {
    let refused = 0;
    let left = -1;
    for (let at = 0; left < 0; at++) {
      left = Infinity;
      const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
      const gate: Gate = () => (left-- === 0 ? Promise.reject(full) : Promise.resolve());
      await rm(stateDir, { recursive: true, force: true });
      const ground = await open({ files: gated(gate) });
      await change(ground, { radar: false });
      const before = await text();
      left = at;
      const failure = await change(ground, { claimMinutes: 7 }).then(() => null, (error: unknown) => error); // prettier-ignore
      const expected = failure === null ? 7 : 30;
      if (failure !== null) {
        refused++;
        expect(failure).toMatchObject({ code: 'storeUnavailable', message: expect.stringContaining('the disk is full') as string }); // prettier-ignore
        expect(await text(), `operation ${at}`).toBe(before);
      }
      expect(ground.settings.current.claimMinutes, `operation ${at}`).toBe(expected);
      expect(listOperations(ground.state, 10), `operation ${at}`).toHaveLength(failure === null ? 2 : 1);
      await ground.store.close();
      expect((await found()).minutes, `operation ${at}`).toBe(expected);
    }
    expect(refused).toBeGreaterThan(4);
  });

  it('by who does not own the repository any more is refused and not written', async () => {
    let isOwner = true;
    const checkOwner = (): void => {
      if (!isOwner) throw new Error('another process owns the repository');
    };
    const ground = await open({ checkOwner });
    await change(ground, { claimMinutes: 7 });
    const before = await text();
    isOwner = false;
    await expect(ground.settings.update({ claimMinutes: 9 })).rejects.toThrow('another process');
    await expect(change(ground, { claimMinutes: 9 })).rejects.toThrow('another process');
    expect(await text()).toBe(before);
    await ground.store.close();
  });
});
