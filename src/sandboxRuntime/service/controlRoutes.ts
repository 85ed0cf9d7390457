import type { Fields } from '../fields';
import { HttpError } from '../http';
import { listSnapshots, removeSnapshot } from '../store/snapshots';
import { MetricsHistory } from './metrics';
import { pageOf } from './paging';
import { networkIn, newSandboxIn, timeoutIn } from './requests';
import type { RuntimeContext } from './runtimeContext';
import type { Sandbox } from './sandbox';
import { selectSandboxes } from './sandboxList';
import type { Sandboxes } from './sandboxes';
import { detailView, listedView, sandboxView, snapshotView } from './views';

/** What a request of the control plane has. */
export interface ControlCall {
  readonly id: string;
  readonly body: Fields;
  readonly query: URLSearchParams;
}

/** What is answered; no body means status 204. */
export interface ControlAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An operation of E2B's API. `*` in the path stands for an id. */
export interface ControlRoute {
  readonly route: string;
  readonly answer: (call: ControlCall) => Promise<ControlAnswer>;
}

const mostForks = 20;

/** The operations on sandboxes and snapshots. */
export function controlRoutes(context: RuntimeContext, sandboxes: Sandboxes): readonly ControlRoute[] {
  const isolated = context.isolation.kind !== 'none';
  return [
    {
      route: 'POST /sandboxes',
      answer: async ({ body }) => ({
        status: 201,
        body: sandboxView((await sandboxes.create(newSandboxIn(body, isolated))).record),
      }),
    },
    { route: 'GET /sandboxes', answer: ({ query }) => Promise.resolve(listAnswer(sandboxes, query)) },
    ...oneSandboxRoutes(sandboxes, isolated),
    ...copyRoutes(context, sandboxes),
  ];
}

function oneSandboxRoutes(sandboxes: Sandboxes, isolated: boolean): readonly ControlRoute[] {
  const history = new MetricsHistory();
  const sandbox = (call: ControlCall): Sandbox => sandboxes.get(call.id);
  return [
    {
      route: 'GET /sandboxes/*',
      answer: (call) => Promise.resolve({ status: 200, body: detailView(sandbox(call).record) }),
    },
    {
      route: 'DELETE /sandboxes/*',
      answer: async ({ id }) => {
        await sandboxes.kill(id);
        history.forget(id);
        return { status: 204 };
      },
    },
    { route: 'POST /sandboxes/*/connect', answer: (call) => connect(sandbox(call), call.body) },
    {
      route: 'POST /sandboxes/*/timeout',
      answer: async (call) => {
        await sandbox(call).setTimeout(timeoutIn(call.body));
        return { status: 204 };
      },
    },
    {
      route: 'POST /sandboxes/*/pause',
      answer: async (call) => {
        if (!(await sandbox(call).pause(call.body.boolean('memory') ?? true)))
          throw new HttpError(409, `sandbox "${call.id}" is paused already`);
        return { status: 204 };
      },
    },
    {
      route: 'PUT /sandboxes/*/network',
      answer: async (call) => {
        await sandbox(call).setNetwork(networkIn(call.body, call.body, isolated));
        return { status: 204 };
      },
    },
    {
      route: 'GET /sandboxes/*/metrics',
      answer: async (call) => {
        const seconds = (name: string, otherwise: number): number => Number(call.query.get(name) ?? otherwise);
        const samples = await history.read(sandbox(call), seconds('start', 0), seconds('end', Infinity));
        return { status: 200, body: samples };
      },
    },
  ];
} // prettier-ignore

function copyRoutes(context: RuntimeContext, sandboxes: Sandboxes): readonly ControlRoute[] {
  return [
    {
      route: 'POST /sandboxes/*/snapshots',
      answer: async ({ id, body }) => ({
        status: 201,
        body: snapshotView(await sandboxes.snapshot(id, body.string('name'))),
      }),
    },
    {
      route: 'POST /sandboxes/*/fork',
      answer: async ({ id, body }) => ({ status: 201, body: await fork(sandboxes, id, body) }),
    },
    {
      route: 'GET /snapshots',
      answer: async ({ query }) => {
        const [id, name] = [query.get('sandboxID'), query.get('name')];
        const all = (await listSnapshots(context.home))
          .filter((one) => id === null || one.sandboxId === id)
          .filter((one) => name === null || one.name === name);
        const { items, nextToken } = pageOf(all, (one) => one.id, query);
        return { status: 200, body: items.map(snapshotView), headers: pageHeaders(nextToken) };
      },
    },
    {
      route: 'DELETE /templates/*',
      answer: async ({ id }) => {
        if (!(await removeSnapshot(context.home, id))) throw new HttpError(404, `snapshot "${id}" not found`);
        return { status: 204 };
      },
    },
  ];
}

function listAnswer(sandboxes: Sandboxes, query: URLSearchParams): ControlAnswer {
  const selected = selectSandboxes(sandboxes.list().map((one) => one.record), query); // prettier-ignore
  const { items, nextToken } = pageOf(selected, (one) => one.id, query);
  return { status: 200, body: items.map(listedView), headers: pageHeaders(nextToken) };
}

// One that runs gets more time, never less.
async function connect(sandbox: Sandbox, body: Fields): Promise<ControlAnswer> {
  const timeoutMs = timeoutIn(body);
  if (sandbox.record.state === 'paused') {
    await sandbox.resume(timeoutMs, body.boolean('memory') === false);
    return { status: 201, body: sandboxView(sandbox.record) };
  }
  if (Date.now() + timeoutMs > sandbox.record.deadline) await sandbox.setTimeout(timeoutMs);
  return { status: 200, body: sandboxView(sandbox.record) };
}

function fork(sandboxes: Sandboxes, id: string, body: Fields): Promise<unknown[]> {
  sandboxes.get(id);
  const count = body.number('count') ?? 1;
  if (!(Number.isInteger(count) && count >= 1 && count <= mostForks))
    throw new HttpError(400, `"count" must be from 1 to ${mostForks}`);
  const one = async (): Promise<unknown> => {
    try {
      return { sandbox: sandboxView((await sandboxes.fork(id, timeoutIn(body))).record) };
    } catch (error) {
      return { error: { code: 500, message: (error as Error).message } };
    }
  };
  return Promise.all(Array.from({ length: count }, one));
}

function pageHeaders(nextToken: string | undefined): Readonly<Record<string, string>> {
  return nextToken === undefined ? {} : { 'X-Next-Token': nextToken };
}
