import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ModelAccess } from './modelAccess';

/** Headers that belong to one connection only, or that are ours to set. */
const ownHeaders: ReadonlySet<string> = new Set(['host', 'connection', 'keep-alive', 'proxy-connection', 'proxy-authorization', 'transfer-encoding', 'x-api-key', 'authorization']); // prettier-ignore

/**
 * Stands between the agents in sandboxes and the model's service: whoever shows the token of a run gets through, with the real
 * key added. So a sandbox never holds a key, and its token is worth nothing without this process.
 */
export class ModelRelay {
  private readonly tokens = new Map<string, string>();
  private readonly server: Server;
  private listening: Promise<number> | undefined;

  constructor(private readonly access: () => ModelAccess | null) {
    this.server = createServer((request, response) => this.pass(request, response));
    this.server.on('clientError', (_error, socket) => socket.destroy());
    this.server.unref();
  }

  /** Makes a token for a run. */
  static newToken(): string {
    return `relay-${randomBytes(24).toString('base64url')}`;
  }

  /** Lets a run through. @returns the port, which is the wanted one where that is free. */
  async admit(sessionId: string, token: string, wantedPort: number): Promise<number> {
    this.tokens.set(sessionId, token);
    this.listening ??= this.listen(wantedPort).catch(() => this.listen(0));
    return this.listening;
  }

  /** Lets a run through no more. */
  dismiss(sessionId: string): void {
    this.tokens.delete(sessionId);
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', () => {
        this.server.off('error', reject);
        resolve((this.server.address() as AddressInfo).port);
      });
    });
  }

  private pass(request: IncomingMessage, response: ServerResponse): void {
    const access = this.access();
    if (!this.isAdmitted(request)) return refuse(response, 401, 'this run is not known');
    if (access === null) return refuse(response, 503, 'there is no key for the model');
    const url = new URL(request.url ?? '/', 'http://relay');
    // Nothing but the model: the key can do more than an agent needs.
    if (!/^\/v1\/(messages|models)(\/|$)/.test(url.pathname)) return refuse(response, 404, 'not the model');
    const target = new URL(access.baseUrl.replace(/\/$/, '') + url.pathname + url.search);
    const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
    const outer = send(target, { method: request.method, headers: { ...passedOn(request), ...access.headers } });
    outer.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outer.on('error', (error) => (response.headersSent ? response.destroy() : refuse(response, 502, error.message)));
    response.on('close', () => outer.destroy());
    request.pipe(outer);
  }

  private isAdmitted({ headers }: IncomingMessage): boolean {
    const shown = headers['x-api-key'] ?? headers.authorization?.replace(/^Bearer /i, '');
    if (typeof shown !== 'string') return false;
    const given = Buffer.from(shown);
    return [...this.tokens.values()].some((token) => {
      const known = Buffer.from(token);
      return known.length === given.length && timingSafeEqual(known, given);
    });
  }
} // prettier-ignore

function passedOn({ headers }: IncomingMessage): Record<string, string | string[]> {
  const kept = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && !ownHeaders.has(name),
  );
  return Object.fromEntries(kept) as Record<string, string | string[]>;
}

function refuse(response: ServerResponse, status: number, why: string): void {
  const error = { type: 'error', error: { type: status === 401 ? 'authentication_error' : 'api_error', message: `parallel-cc: ${why}` } }; // prettier-ignore
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(error));
}
