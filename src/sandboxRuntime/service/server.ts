import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { Fields, InputError } from '../fields';
import { HttpError, readBody, sendError, sendJson } from '../http';
import type { ControlRoute } from './controlRoutes';
import { isSameSecret } from './credentials';
import { isForSandbox, passOn } from './dataPlane';
import type { Sandboxes } from './sandboxes';

/** What the server is made of. */
export interface ServerParts {
  readonly sandboxes: Sandboxes;
  readonly routes: readonly ControlRoute[];
  readonly apiKey: string;
  /** Runs at every request. */
  readonly onRequest: () => void;
}

/** Serves E2B's control plane, and passes on what is for a sandbox. */
export function createRuntimeServer(parts: ServerParts): Server {
  const server = createServer((request, response) => {
    parts.onRequest();
    answer(parts, request, response).catch((error: unknown) => {
      sendError(response, statusOf(error), (error as Error).message);
    });
  });
  // Streams are silent for as long as what they tell of is, and uploads take as long as they take.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;
  return server;
}

async function answer(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://runtime');
  assertLocal(request);
  if (isForSandbox(request, url)) return passOn(parts.sandboxes, request, response, url);
  if (url.pathname === '/health') return void response.writeHead(204).end();
  if (!isSameSecret(String(request.headers['x-api-key'] ?? ''), parts.apiKey))
    throw new HttpError(401, 'the API key is missing or wrong');
  await control(parts.routes, request, response, url);
}

// A page in a browser may be made to send requests here, but under another name than this.
function assertLocal(request: IncomingMessage): void {
  const host = /^(.*?)(?::\d+)?$/.exec(request.headers.host ?? '')?.[1];
  if (host !== '127.0.0.1' && host !== 'localhost') throw new HttpError(403, 'this service is for this machine only');
} // prettier-ignore

async function control(
  routes: readonly ControlRoute[],
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  // Versions of an operation differ in nothing that matters here.
  const path = url.pathname.replace(/^\/v\d+(?=\/)/, '');
  const wanted = `${request.method ?? ''} ${path}`;
  const route = routes.find((one) => patternOf(one.route).test(wanted));
  if (route === undefined) throw new HttpError(404, `the local sandbox runtime has no operation "${wanted}"`);
  const id = decodeURIComponent(patternOf(route.route).exec(wanted)?.[1] ?? '');
  const text = (await readBody(request)).toString('utf8');
  const body = text === '' ? new Fields({}, 'the request') : Fields.parse(text, 'the request');
  const { status, body: result, headers } = await route.answer({ id, body, query: url.searchParams });
  if (result === undefined) response.writeHead(status, headers).end();
  else sendJson(response, status, result, headers);
}

function patternOf(route: string): RegExp {
  return new RegExp(`^${route.replace('*', '([^/]+)')}$`);
}

function statusOf(error: unknown): number {
  if (error instanceof HttpError) return error.status;
  if (error instanceof InputError) return 400;
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT' ? 507 : 500;
}
