import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClaimMode } from '../../../src/core/claim';
import { Coordinator, ttlMs } from './coordinator';

/** All that there is to know of a coordinator, as simply as it can be said. */
interface Model {
  now: number;
  readonly live: Set<string>;
  /** Ids of sessions that ended; they are not used again. */
  readonly ended: Set<string>;
  /** By path and session. */
  readonly claims: Map<string, { path: string; sessionId: string; mode: ClaimMode; expiresAt: number }>;
}

type Command = fc.AsyncCommand<Model, Coordinator>;

const modes: readonly ClaimMode[] = ['intent', 'shared', 'exclusive'];

function makeModel(): Model {
  return { now: 1000, live: new Set(), ended: new Set(), claims: new Map() };
}

/** What the answer to a claim must be; where it is granted the model has it. */
function claimInModel(model: Model, sessionId: string, path: string, mode: ClaimMode): boolean {
  const held = model.claims.get(`${path} ${sessionId}`);
  if (held !== undefined && held.expiresAt <= model.now) model.claims.delete(`${path} ${sessionId}`);
  const active = [...model.claims.values()].filter(
    (claim) => claim.path === path && claim.expiresAt > model.now,
  );
  const own = active.find((claim) => claim.sessionId === sessionId);
  const wanted =
    modes[Math.max(modes.indexOf(mode), own === undefined ? 0 : modes.indexOf(own.mode))] ?? mode;
  const others = active.filter((claim) => claim !== own);
  if (others.some((other) => other.mode === 'exclusive' || wanted === 'exclusive')) return false;
  model.claims.set(`${path} ${sessionId}`, { path, sessionId, mode: wanted, expiresAt: model.now + ttlMs });
  return true;
}

function check(model: Model, real: Coordinator): void {
  const claims = [...model.claims.values()].map(({ path, sessionId, mode, expiresAt }) => `${path} ${sessionId} ${mode} ${expiresAt}`); // prettier-ignore
  expect(real.view).toEqual({ sessions: [...model.live].sort(), claims: claims.sort() });
}

/** A command that may always run, or while `check` says so, and after which both must be alike. */
function command(
  name: string,
  run: (model: Model, real: Coordinator) => Promise<void>,
  canRun: (model: Model) => boolean = () => true,
): Command {
  return {
    check: canRun,
    async run(model, real) {
      await run(model, real);
      check(model, real);
    },
    toString: () => name,
  };
}

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const path = fc.constantFrom('x', 'y');
const wish = fc.record({ id, path, mode: fc.constantFrom(...modes) });
const isLive = (session: string) => (model: Model) => model.live.has(session);

const commands: fc.Arbitrary<Command>[] = [
  id.map((session) =>
    command(
      `add ${session}`,
      async (model, real) => {
        await real.addSession(session);
        model.live.add(session);
      },
      (model) => !model.live.has(session) && !model.ended.has(session),
    ),
  ),
  wish.map(({ id: session, path: file, mode }) =>
    command(
      `${session} claims ${file} ${mode}`,
      async (model, real) => {
        const granted = await real.acquire(session, file, mode);
        expect(granted).toBe(claimInModel(model, session, file, mode));
      },
      isLive(session),
    ),
  ),
  wish.map(({ id: session, path: file, mode }) =>
    command(
      `${session} claims ${file} ${mode} while the disk is full`,
      async (_, real) => {
        await real.whileFull(() => expect(real.acquire(session, file, mode)).rejects.toMatchObject({ code: 'storeUnavailable' })); // prettier-ignore
      },
      isLive(session),
    ),
  ),
  wish.map(({ id: session, path: file, mode }) =>
    command(
      `the power fails while ${session} claims ${file} ${mode}`,
      (_, real) => real.crashDuring(() => real.acquire(session, file, mode)),
      isLive(session),
    ),
  ),
  fc.array(wish, { minLength: 2, maxLength: 5 }).map((wishes) =>
    command(`claims at once: ${JSON.stringify(wishes)}`, async (model, real) => {
      const possible = wishes.filter(({ id: session }) => model.live.has(session));
      const granted = await Promise.all(possible.map((one) => real.acquire(one.id, one.path, one.mode)));
      expect(granted).toEqual(possible.map((one) => claimInModel(model, one.id, one.path, one.mode)));
    }),
  ),
  id.map((session) =>
    command(
      `end ${session}`,
      async (model, real) => {
        await real.endSession(session);
        model.live.delete(session);
        model.ended.add(session);
        for (const [key, claim] of model.claims) if (claim.sessionId === session) model.claims.delete(key);
      },
      isLive(session),
    ),
  ),
  fc.integer({ min: 1, max: ttlMs }).map((milliseconds) =>
    command(`wait ${milliseconds}`, (model, real) => {
      real.wait(milliseconds);
      model.now += milliseconds;
      return Promise.resolve();
    }),
  ),
  fc.constant(
    command('expire', async (model, real) => {
      await real.expire();
      for (const [key, claim] of model.claims) if (claim.expiresAt <= model.now) model.claims.delete(key);
    }),
  ),
  fc.constant(command('restart', (_, real) => real.restart())),
];

describe('sessions, claims and store', () => {
  it(
    'do what a simple model does, through restarts, power losses and full disks',
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.commands(commands, { maxCommands: 60, size: 'max' }), async (run) => {
          const real = await Coordinator.open();
          await fc.asyncModelRun(() => ({ model: makeModel(), real }), run);
          await real.close();
        }),
        { numRuns: 100 },
      );
    },
  );
});
