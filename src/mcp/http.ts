import { randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NodeIncomingMessageLike } from '@modelcontextprotocol/node';
import { toNodeHandler } from '@modelcontextprotocol/node';
import type { McpServerFactory } from '@modelcontextprotocol/server';
import {
  WebStandardStreamableHTTPServerTransport,
  createMcpHandler,
  hostHeaderValidationResponse,
  isInitializeRequest,
  isLegacyRequest,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  originValidationResponse,
} from '@modelcontextprotocol/server';
import { portInUse } from '../core/errors';
import { createServer, offerSubscriptions } from './server';
import type { Workplace } from './tool';

/** What a server over HTTP is started with. */
export interface HttpOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** What clients must bring as `Authorization: Bearer …`. */
  readonly token: string;
  /** The place of the agent that says which session it is, or null where it does not say. */
  readonly workplaceOf: (session: string | null) => Workplace;
}

/** A server over HTTP that runs. */
export interface HttpServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Names the session that an agent was started for. */
const sessionHeader = 'x-parallel-cc-session';
/** How many connections of the older protocol there may be; the one that was opened first makes room. */
const mostConnections = 256;

/**
 * Serves agents of this machine over HTTP. Only who knows the token is served, and no web page.
 * @throws CoordinatorError `notPermitted` when the port is taken.
 */
export async function serveOnHttp({ port, token, workplaceOf }: HttpOptions): Promise<HttpServer> {
  const connections = new OlderConnections(workplaceOf);
  const factory: McpServerFactory = ({ requestInfo }) => createServer(workplaceOf(sessionOf(requestInfo)));
  const newer = createMcpHandler(factory, { legacy: 'reject', bus: workplaceOf(null).changes });
  const fetch = async (request: Request): Promise<Response> => {
    const refused =
      hostHeaderValidationResponse(request, localhostAllowedHostnames()) ??
      originValidationResponse(request, localhostAllowedOrigins()) ??
      refuseStrangers(request, token);
    if (refused !== undefined) return refused;
    if (new URL(request.url).pathname !== '/mcp') return new Response(null, { status: 404 });
    return (await isLegacyRequest(request)) ? connections.handle(request) : newer.fetch(request);
  };
  const handler = toNodeHandler({ fetch });
  const server = createHttpServer(
    (request, response) => void handler(request as NodeIncomingMessageLike, response),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(portInUse(port, error)));
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    async close() {
      await newer.close();
      await connections.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function sessionOf(request: Request | undefined): string | null {
  return request?.headers.get(sessionHeader) ?? null;
}

function refuseStrangers(request: Request, token: string): Response | undefined {
  const given = Buffer.from(request.headers.get('authorization') ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  if (given.length === wanted.length && timingSafeEqual(given, wanted)) return undefined;
  return new Response(null, { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } });
}

/** Connections of the older protocol, each with a server of its own from its first request to its last. */
class OlderConnections {
  private readonly open = new Map<string, WebStandardStreamableHTTPServerTransport>();

  constructor(private readonly workplaceOf: HttpOptions['workplaceOf']) {}

  async handle(request: Request): Promise<Response> {
    const id = request.headers.get('mcp-session-id');
    const known = id === null ? undefined : this.open.get(id);
    if (known !== undefined) return known.handleRequest(request);
    if (id !== null) return refusal(404, 'There is no such connection; initialize again.');
    if (!(await opens(request))) return refusal(400, 'The first request must be initialize.');
    return (await this.connect(sessionOf(request))).handleRequest(request);
  }

  async close(): Promise<void> {
    await Promise.all([...this.open.values()].map((transport) => transport.close()));
  }

  private async connect(session: string | null): Promise<WebStandardStreamableHTTPServerTransport> {
    const workplace = this.workplaceOf(session);
    const server = createServer(workplace);
    const unsubscribe = offerSubscriptions(server, workplace);
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void this.keep(id, transport),
    });
    await server.connect(transport);
    server.server.onclose = () => {
      unsubscribe();
      if (transport.sessionId !== undefined) this.open.delete(transport.sessionId);
    };
    return transport;
  }

  private async keep(id: string, transport: WebStandardStreamableHTTPServerTransport): Promise<void> {
    this.open.set(id, transport);
    const [oldest] = this.open.values();
    if (this.open.size > mostConnections) await oldest?.close();
  }
}

async function opens(request: Request): Promise<boolean> {
  if (request.method !== 'POST') return false;
  const body: unknown = await request.clone().json().catch(() => null); // prettier-ignore
  return [body].flat().some(isInitializeRequest);
}

function refusal(status: number, message: string): Response {
  return Response.json({ jsonrpc: '2.0', id: null, error: { code: -32_000, message } }, { status });
}
