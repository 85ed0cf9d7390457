import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from '../../base/logger';
import type { RuntimeHome } from '../control/runtimeHome';
import type { Isolation } from '../isolation/isolation';
import { processRef } from '../isolation/sandboxProcess';
import { readState, writeState } from '../runtimeState';
import { listTemplates } from '../store/templates';
import type { ControlRoute } from './controlRoutes';
import { controlRoutes } from './controlRoutes';
import { DiskGuard } from './diskGuard';
import { Sandboxes } from './sandboxes';
import { createRuntimeServer } from './server';

/** What the service needs to run. */
export interface RuntimeOptions {
  readonly home: RuntimeHome;
  readonly isolation: Isolation;
  readonly logger: Logger;
  readonly version: string;
  /** Without a sandbox and a request for so long it ends, in milliseconds. */
  readonly idleMs: number;
  /** Runs when it is to end, for a request or because it is idle. */
  readonly onEnd: () => void;
}

/**
 * Runs the service: takes over what an earlier one left, serves, and says in the state file how it is reached. Address and
 * key stay those of the service before, where that is possible, so that clients outlive a crash of it.
 */
export async function runRuntime(options: RuntimeOptions): Promise<void> {
  const sandboxes = new Sandboxes(options);
  await sandboxes.adopt();
  const before = await readState(options.home.stateFile);
  const apiKey = before?.apiKey ?? `e2b_${randomBytes(20).toString('hex')}`;
  const guard = new DiskGuard(sandboxes, options.home.sandboxes, options.logger);
  const end = (): void => {
    guard.dispose();
    sandboxes.release();
    options.onEnd();
  };
  const idle = idleTimer(options.idleMs, () => sandboxes.list().length === 0, end);
  const routes = [...controlRoutes(options, sandboxes), ...ownRoutes(options, sandboxes, end)];
  const server = createRuntimeServer({ sandboxes, routes, apiKey, onRequest: idle });
  const port = await listen(server, before === undefined ? 0 : Number(new URL(before.url).port));
  const self = await processRef(process.pid);
  if (self === undefined) throw new Error('this process does not see itself');
  const { kind, limitedBy } = options.isolation;
  const url = `http://127.0.0.1:${port}`;
  await writeState(options.home.stateFile, { url, apiKey, process: self, isolation: kind, limitedBy, version: options.version }); // prettier-ignore
}

// What E2B has not: how the service is, and its end.
function ownRoutes(options: RuntimeOptions, sandboxes: Sandboxes, end: () => void): readonly ControlRoute[] {
  return [
    {
      route: 'GET /runtime/status',
      answer: async () => ({
        status: 200,
        body: {
          templates: await listTemplates(options.home),
          sandboxes: sandboxes.list().map(({ record }) => ({
            id: record.id,
            template: record.templateId,
            state: record.state,
            hasProcesses: record.process !== null,
            endAt: new Date(record.deadline).toISOString(),
          })),
        },
      }),
    },
    {
      route: 'POST /runtime/stop',
      answer: async ({ body }) => {
        if (body.boolean('kill') === true) for (const one of sandboxes.list()) await sandboxes.kill(one.record.id);
        setImmediate(end);
        return { status: 202, body: {} };
      },
    },
  ];
} // prettier-ignore

async function listen(server: Server, wanted: number): Promise<number> {
  const tryPort = (port: number): Promise<number> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve((server.address() as AddressInfo).port);
      });
    });
  // Another program may have taken it meanwhile.
  return tryPort(wanted).catch(() => tryPort(0));
}

function idleTimer(ms: number, isIdle: () => boolean, end: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => (isIdle() ? end() : wait()), ms).unref();
  };
  wait();
  return wait;
}
