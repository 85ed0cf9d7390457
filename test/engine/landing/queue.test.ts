// The landing queue on a repository that is made up, so that thousands of crashes take no time.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src/base/logger';
import type { LandingEntry } from '../../../src/core/landing/entry';
import { hasEnded } from '../../../src/core/landing/entry';
import type { CheckResult } from '../../../src/core/verify/checks';
import type { BranchMove, Built, LandingGround, Moved, Source } from '../../../src/engine/landing/ground';
import type { LandingWish } from '../../../src/engine/landing/landingQueue';
import { LandingQueue } from '../../../src/engine/landing/landingQueue';
import { State } from '../../../src/engine/state';
import type { Db } from '../../../src/engine/store/db';
import { openOn } from '../store/notes';
import { MemoryDisk } from '../store/memoryDisk';

/** What sessions there are: which of them fail their checks, alone or with whom, and conflict with whom. */
interface World {
  readonly count: number;
  readonly red: ReadonlySet<number>;
  readonly redTogether: readonly (readonly [number, number])[];
  readonly conflicts: readonly (readonly [number, number])[];
}

/** A repository whose commits are the lists of the sessions in them. A crash comes before or after a step. */
class FakeGround implements LandingGround {
  main = '';
  readonly history: string[] = [''];
  /** How many steps are left until the crash. */
  fuse = Number.POSITIVE_INFINITY;
  /** Whether somebody else moves the target as soon as it is to be moved, so many times. */
  rivals = 0;
  checks = 0;
  onCrash: () => void = () => undefined;

  constructor(private readonly world: World) {}

  isGreen(commit: string): boolean {
    const parts = commit.split(',').map(Number);
    if (commit === '') return true;
    return !parts.some((one) => this.world.red.has(one)) && !this.world.redTogether.some((pair) => pair.every((one) => parts.includes(one))); // prettier-ignore
  }

  async target(): Promise<string> {
    return this.step(() => this.main);
  }

  async source({ sessionId }: { readonly sessionId: string }): Promise<Source> {
    return this.step(() => ({ kind: 'ready', commit: sessionId }));
  }

  async build(_: unknown, onto: string, source: string): Promise<Built> {
    return this.step(() => {
      const parts = onto === '' ? [] : onto.split(',');
      if (parts.includes(source)) return { kind: 'nothing' };
      const rival = this.world.conflicts.some((pair) => pair.includes(Number(source)) && pair.some((one) => parts.includes(String(one)))); // prettier-ignore
      return rival
        ? { kind: 'conflicts', paths: ['a.ts'] }
        : { kind: 'built', commit: [...parts, source].join() };
    });
  }

  async keep(): Promise<void> {
    return this.step(() => undefined);
  }

  async release(): Promise<void> {
    return this.step(() => undefined);
  }

  async check(commit: string): Promise<CheckResult> {
    this.checks++;
    const red = {
      outcome: 'red',
      command: 'test',
      exitCode: 1,
      timedOut: false,
      tail: '',
      logPath: '',
    } as const;
    return this.step(() => (this.isGreen(commit) ? { outcome: 'green' } : red));
  }

  async isIn(commit: string): Promise<boolean> {
    return this.step(() => this.main === commit || this.main.startsWith(`${commit},`));
  }

  async move({ from, to }: BranchMove): Promise<Moved> {
    return this.step(() => {
      if (this.rivals-- > 0) this.put(this.main === '' ? '100' : `${this.main},100`);
      if (this.main !== from) return { kind: 'elsewhere' };
      this.put(to);
      return { kind: 'moved', note: null };
    });
  }

  async finishMove(): Promise<string | null> {
    return this.step(() => null);
  }

  async rest(): Promise<void> {
    return this.step(() => undefined);
  }

  private put(commit: string): void {
    this.main = commit;
    this.history.push(commit);
  }

  // Whoever dies in a step never learns how it ended.
  private async step<T>(run: () => T): Promise<T> {
    if (--this.fuse === 0) return this.crash();
    const result = run();
    await Promise.resolve();
    return --this.fuse === 0 ? this.crash() : result;
  }

  private crash<T>(): Promise<T> {
    this.onCrash();
    return new Promise(() => undefined);
  }
}

/** A state that is written no more once its process has died. */
class MortalState extends State {
  isDead = false;

  override commit<T>(run: (db: Db) => T): Promise<T> {
    return this.isDead ? new Promise(() => undefined) : super.commit(run);
  }
}

interface Options {
  readonly batch: number;
  readonly rivals: number;
}

/** Lands all sessions of a world; each process but the last dies after so many steps, and another goes on. */
async function land(world: World, crashes: readonly number[], { batch, rivals }: Options) {
  const ground = new FakeGround(world);
  ground.rivals = rivals;
  const disk = new MemoryDisk();
  const ends: string[] = [];
  for (let life = 0; life <= crashes.length; life++) {
    const store = await openOn(disk, { epoch: life + 1, logLimitBytes: 1_000_000 });
    const state = new MortalState(store);
    const died = new Promise<void>((resolve) => {
      ground.onCrash = () => {
        state.isDead = true;
        resolve();
      };
    });
    ground.fuse = crashes[life] ?? Number.POSITIVE_INFINITY;
    const onEnded = (_: unknown, { session, state: end }: LandingEntry): void => void ends.push(`${session} ${end}`); // prettier-ignore
    const queue = new LandingQueue({ state, clock: { now: () => 1 }, logger: silentLogger, ground, batch: () => batch, onEnded }); // prettier-ignore
    if (life > 0) queue.start();
    else await queue.add(wishes(world.count));
    await Promise.race([died, idle(queue)]);
    const entries = queue.newest(100).reverse();
    await store.close();
    if (entries.every(hasEnded)) return { ground, ends, entries };
  }
  throw new Error('It never came to an end.');
}

function wishes(count: number): LandingWish[] {
  return Array.from({ length: count }, (_, index) => ({
    sessionId: String(index),
    session: String(index),
    target: 'main',
    method: 'merge',
    verify: true,
  }));
}

async function idle(queue: LandingQueue): Promise<void> {
  while (queue.isBusy) await queue.idle();
}

const worlds = fc.integer({ min: 1, max: 7 }).chain((count) => {
  const session = fc.nat(count - 1);
  const pairs = fc.array(fc.tuple(session, session).filter(([one, other]) => one !== other), { maxLength: count > 1 ? 4 : 0 }); // prettier-ignore
  return fc.record({
    count: fc.constant(count),
    red: fc.uniqueArray(session, { maxLength: 3 }).map((list) => new Set(list)),
    redTogether: count > 1 ? pairs : fc.constant([]),
    conflicts: count > 1 ? pairs : fc.constant([]),
  });
});

describe('the landing queue', () => {
  it('whatever crashes, fails or overtakes it: moves its target to checked commits only, loses nobody, and comes to an end', async () => {
    const crashes = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 4 });
    const options = fc.record({ batch: fc.integer({ min: 1, max: 8 }), rivals: fc.nat(3) });
    await fc.assert(
      fc.asyncProperty(worlds, crashes, options, async (world, fuses, chosen) => {
        const { ground, ends, entries } = await land(world, fuses, chosen);
        for (const commit of ground.history.filter((one) => !one.endsWith('100'))) expect(ground.isGreen(commit)).toBe(true); // prettier-ignore
        expect(entries.every(hasEnded)).toBe(true);
        const landed = ground.main.split(',').filter((one) => one !== '' && one !== '100');
        expect(entries.filter(({ state }) => state === 'landed').map(({ session }) => session).sort()).toEqual([...landed].sort()); // prettier-ignore
        expect(new Set(landed).size).toBe(landed.length);
        // Each is told of exactly once.
        expect(ends.map((end) => end.split(' ')[0]).sort()).toEqual(
          entries.map(({ session }) => session).sort(),
        );
        for (const { state, session } of entries)
          if (state === 'returned') expect(world.red.has(Number(session)) || [...world.redTogether, ...world.conflicts].some((pair) => pair.includes(Number(session)))).toBe(true); // prettier-ignore
      }),
      { numRuns: 60 },
    );
  });

  it('finds the one of many that fails with few checks', async () => {
    const world = { count: 32, red: new Set([13]), redTogether: [], conflicts: [] };
    const { ground, entries } = await land(world, [], { batch: 32, rivals: 0 });
    expect(entries.filter(({ state }) => state !== 'landed').map(({ session }) => session)).toEqual(['13']);
    expect(ground.checks).toBeLessThan(16);
  });
});
