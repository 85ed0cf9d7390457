import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as httpRequest } from 'node:http';
import { HttpError, sendError } from '../http';
import type { SandboxRecord } from '../store/sandboxRecord';
import { isSameSecret, isSignatureValid } from './credentials';
import { envdAgent } from './envdClient';
import type { Sandbox } from './sandbox';
import type { Sandboxes } from './sandboxes';

/** The port of envd, the only one that leads into a sandbox. */
const envdPort = '49983';

/** Tells whether a request is for a sandbox and not for the control plane. */
export function isForSandbox(request: IncomingMessage, url: URL): boolean {
  return request.headers['e2b-sandbox-id'] !== undefined || url.searchParams.has('signature');
}

/** Passes a request on to the service of the sandbox that it is for. Answers 502 when that does not run, as E2B does. */
export async function passOn(
  sandboxes: Sandboxes,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const sandbox = targetOf(sandboxes, request, url);
  if (sandbox === undefined) throw new HttpError(502, 'The sandbox was not found');
  const { record } = sandbox;
  if (record.state === 'paused' && record.lifecycle.autoResume) await sandbox.resume(record.timeoutMs, false);
  if (!sandbox.isRunning) throw new HttpError(502, 'The sandbox is not running');
  if (url.pathname.startsWith('/runtime/')) throw new HttpError(404, `there is no ${url.pathname}`);
  sandbox.track(response);
  forward(sandbox, request, response);
}

function targetOf(sandboxes: Sandboxes, request: IncomingMessage, url: URL): Sandbox | undefined {
  const id = request.headers['e2b-sandbox-id'];
  if (id === undefined) return signedFor(sandboxes, request, url);
  const found = sandboxes.find(String(id));
  if (found === undefined) return undefined;
  if ((request.headers['e2b-sandbox-port'] ?? envdPort) !== envdPort)
    throw new HttpError(502, 'only the port of envd leads into a local sandbox');
  const token = request.headers['x-access-token'];
  if (isSameSecret(String(token ?? ''), found.record.accessToken)) return found;
  if (isSignedFor(found.record, request, url)) return found;
  throw new HttpError(401, 'the access token of the sandbox is missing or wrong');
}

// A signed address does not say which sandbox it is for: it is the one whose token signed it.
function signedFor(sandboxes: Sandboxes, request: IncomingMessage, url: URL): Sandbox | undefined {
  const found = sandboxes.list().find((one) => isSignedFor(one.record, request, url));
  if (found === undefined) throw new HttpError(401, 'the signature of the address is wrong or has expired');
  return found;
}

function isSignedFor(record: SandboxRecord, request: IncomingMessage, url: URL): boolean {
  return url.pathname === '/files' && isSignatureValid(request.method ?? '', url.searchParams, record.accessToken, Date.now()); // prettier-ignore
}

function forward(sandbox: Sandbox, request: IncomingMessage, response: ServerResponse): void {
  const { method, url, headers } = request;
  const inner = httpRequest({ socketPath: sandbox.places.socket, agent: envdAgent, method, path: url, headers });
  inner.once('response', (answer) => {
    if (response.headersSent) return void answer.destroy();
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
    answer.once('error', () => response.destroy());
  });
  inner.on('error', (error) => sendError(response, 502, `The sandbox does not answer: ${error.message}`));
  response.once('close', () => inner.destroy());
  request.pipe(inner);
} // prettier-ignore
