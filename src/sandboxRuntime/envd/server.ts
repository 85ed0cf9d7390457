import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Procedures } from '../connect/call';
import { answerCall } from '../connect/call';
import { statusOfCode, toConnectError } from '../connect/connectError';
import { Fields, InputError } from '../fields';
import { HttpError, readBody, sendError, sendJson } from '../http';
import type { EnvdConfig } from './config';
import type { DeadMan } from './deadMan';
import { download, upload } from './files/fileTransfer';
import { filesystemProcedures } from './files/filesystemProcedures';
import { MetricsMeter } from './metrics';
import { processProcedures } from './processes/processProcedures';
import type { Processes } from './processes/processes';
import type { SandboxPaths } from './sandboxPaths';

type Route = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void> | void;

/** Serves envd's protocol, and below `/runtime/` what only the runtime may ask: it never passes such paths on. */
export function createEnvdServer(
  config: EnvdConfig,
  paths: SandboxPaths,
  processes: Processes,
  deadMan: DeadMan,
): Server {
  const procedures = merge(processProcedures(processes, paths), filesystemProcedures(paths));
  const routes = routesOf(config, paths, processes, deadMan);
  const server = createServer((request, response) => {
    void answer(request, response, procedures, routes);
  });
  // Streams are silent for as long as what they tell of is.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;
  return server;
}

function routesOf(
  config: EnvdConfig,
  paths: SandboxPaths,
  processes: Processes,
  deadMan: DeadMan,
): Readonly<Record<string, Route>> {
  const meter = new MetricsMeter(config);
  return {
    'GET /health': (_request, response) => void response.writeHead(204).end(),
    'GET /envs': (_request, response) => sendJson(response, 200, config.env),
    'GET /metrics': async (_request, response) => sendJson(response, 200, await meter.read()),
    'GET /files': (request, response, url) =>
      download(request, response, url.searchParams.get('path') ?? '', paths),
    'POST /files': (request, response, url) =>
      upload(request, response, url.searchParams.get('path') ?? undefined, paths),
    'POST /runtime/deadline': async (request, response) => {
      const fields = Fields.parse((await readBody(request)).toString('utf8'), 'the request');
      deadMan.postpone(fields.required('deadline', fields.number('deadline')));
      response.writeHead(204).end();
    },
    'POST /runtime/end-processes': async (request, response) => {
      const fields = Fields.parse((await readBody(request)).toString('utf8'), 'the request');
      processes.endAll(fields.string('reason') ?? '');
      response.writeHead(204).end();
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  procedures: Procedures,
  routes: Readonly<Record<string, Route>>,
): Promise<void> {
  try {
    const url = new URL(request.url ?? '/', 'http://envd');
    const route = routes[`${request.method ?? ''} ${url.pathname}`];
    if (route !== undefined) await route(request, response, url);
    else if (request.method !== 'POST' || !(await answerCall(procedures, request, response)))
      sendError(response, 404, `there is no ${url.pathname}`);
  } catch (error) {
    sendError(response, statusOf(error), (error as Error).message);
  }
}

function statusOf(error: unknown): number {
  if (error instanceof HttpError) return error.status;
  if (error instanceof InputError) return 400;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') return 507;
  return statusOfCode[toConnectError(error).code];
}

function merge(one: Procedures, other: Procedures): Procedures {
  return {
    unary: { ...one.unary, ...other.unary },
    streaming: { ...one.streaming, ...other.streaming },
  };
}
