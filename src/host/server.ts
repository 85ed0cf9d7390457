import { timingSafeEqual } from 'node:crypto';
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import * as z from 'zod/mini';
import type { Logger } from '../base/logger';
import {
  invalidInput,
  toCoordinatorError,
  unauthorized,
  methodUnknown,
  parametersUnknown,
  versionMismatch,
} from '../core/errors';
import type { CoordinatorError, Speaker } from '../core/errors';
import { Connection } from '../ipc/connection';
import type { MethodName, MethodResults } from '../protocol/methods';
import { methodParams } from '../protocol/methods';
import { compatibleVersions, protocolVersion, toWireError } from '../protocol/wire';
import type { Dispatcher, Subscriber } from './dispatcher';

/** What a host lets its clients in with, and how it greets them. */
export interface ServerOptions {
  readonly endpoint: string;
  readonly token: string;
  readonly greeting: () => MethodResults['hello'];
  readonly dispatcher: Dispatcher;
  readonly logger: Logger;
}

/** Listens for clients. What they send may be anything: it is answered with an error, or the connection is closed. */
export class HostServer {
  private readonly clients = new Set<ClientConnection>();
  private readonly server: Server;

  constructor(private readonly options: ServerOptions) {
    this.server = createServer((socket) => this.accept(socket));
    this.server.on('error', (error) => options.logger.log('error', 'server', { error: error.message }));
  }

  /** How many clients are connected. */
  get clientCount(): number {
    return this.clients.size;
  }

  /** Whether another window is connected. */
  get hasWindow(): boolean {
    return [...this.clients].some((client) => client.isWindow);
  }

  /** Starts to listen; rejects when the endpoint cannot be opened. */
  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen({ path: this.options.endpoint, backlog: 511 }, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
  }

  /** Takes no new clients; resolves when the last one has gone. */
  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  /** Resolves when what the dispatcher has answered is on its way. */
  async answered(): Promise<void> {
    await Promise.all([...this.clients].map((client) => client.answered()));
  }

  /** Tells the clients to look for the next host and lets them go. */
  dismiss(): void {
    for (const client of this.clients) client.dismiss();
  }

  private accept(socket: Socket): void {
    const client = new ClientConnection(socket, this.options, () => this.clients.delete(client));
    this.clients.add(client);
  }
}

/** How long a client may take to hear that the host leaves, in milliseconds. */
const dismissalMs = 1000;

const requestSchema = z.object({
  id: z.number(),
  requestId: z.optional(z.string().check(z.minLength(8), z.maxLength(64))),
  method: z.string(),
  params: z.unknown(),
});

class ClientConnection implements Subscriber {
  private readonly connection: Connection;
  /** What the client speaks, once it has shown that it knows the token. */
  private speaker: Speaker | undefined;
  private greeted = false;
  /** Whether it is a window of VS Code. */
  isWindow = false;
  private readonly underWay = new Set<Promise<void>>();
  private queued: { readonly event: string; readonly params: unknown } | undefined;

  constructor(
    socket: Socket,
    private readonly options: ServerOptions,
    onGone: () => void,
  ) {
    socket.on('drain', () => this.flush());
    this.connection = new Connection(
      socket,
      (message) => this.receive(message),
      () => {
        options.dispatcher.unsubscribe(this);
        onGone();
      },
    );
  }

  /** Tells the client something; when it is slow to listen only the newest waits. */
  notify(event: string, params: unknown): void {
    this.queued = { event, params };
    this.flush();
  }

  async answered(): Promise<void> {
    await Promise.all(this.underWay);
  }

  dismiss(): void {
    const destroy = (): void => this.connection.destroy();
    this.connection.send({ event: 'hostLeaving', params: {} }, destroy);
    // A client that is suspended takes nothing any more.
    setTimeout(destroy, dismissalMs).unref();
  }

  private flush(): void {
    if (this.queued === undefined || this.connection.isCongested) return;
    const message = this.queued;
    this.queued = undefined;
    this.connection.send(message);
  }

  private receive(message: unknown): void {
    const request = requestSchema.safeParse(message);
    if (!request.success) {
      this.connection.destroy(new Error('A message is not a request.'));
      return;
    }
    const { id, method } = request.data;
    const answer: Promise<void> = this.answer(request.data)
      .then(
        (result) => this.connection.send({ id, result }),
        (error: unknown) => this.refuse(id, method, error),
      )
      .finally(() => this.underWay.delete(answer));
    this.underWay.add(answer);
  }

  private async answer({ method, params, requestId }: z.infer<typeof requestSchema>): Promise<unknown> {
    if (!isMethod(method)) throw this.unknown(method);
    const parsed = methodParams[method].safeParse(params);
    if (!parsed.success) throw this.invalid(method, parsed.error);
    if (method === 'hello') return this.greet(parsed.data as z.infer<typeof methodParams.hello>);
    // One of another version that knows the token may still ask this host to leave.
    if (!this.greeted && !(method === 'handOver' && this.speaker !== undefined)) throw unauthorized();
    return this.options.dispatcher.call(method, parsed.data as never, this, requestId ?? null);
  }

  private greet(hello: z.infer<typeof methodParams.hello>): MethodResults['hello'] {
    const [given, wanted] = [Buffer.from(hello.token), Buffer.from(this.options.token)];
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw unauthorized();
    this.speaker = { program: hello.version ?? null, protocol: hello.protocolVersion };
    if (!compatibleVersions(hello.protocolVersion, protocolVersion))
      throw versionMismatch(this.speaker, this.ownSpeaker);
    this.greeted = true;
    this.isWindow = hello.client === 'extension';
    return this.options.greeting();
  }

  private unknown(method: string): CoordinatorError {
    return this.greeted && this.speaker !== undefined
      ? methodUnknown(method, this.speaker, this.ownSpeaker)
      : unauthorized();
  }

  private invalid(method: string, error: z.core.$ZodError): CoordinatorError {
    const unknown = error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));
    return unknown.length > 0 && this.greeted && this.speaker !== undefined
      ? parametersUnknown(method, unknown, this.speaker, this.ownSpeaker)
      : invalidInput(`the parameters of "${method}"`, describe(error));
  }

  private get ownSpeaker(): Speaker {
    return { program: this.options.greeting().host.version, protocol: protocolVersion };
  }

  private refuse(id: number, method: string, error: unknown): void {
    const failure = toCoordinatorError(error);
    if (failure.code === 'internal')
      this.options.logger.log('error', `method ${method} failed`, {
        stack: error instanceof Error ? error.stack : String(error),
      });
    this.connection.send({ id, error: toWireError(failure) });
  }
}

function isMethod(name: string): name is MethodName {
  return Object.hasOwn(methodParams, name);
}

function describe(error: z.core.$ZodError): string {
  const issue = error.issues[0];
  const where = issue === undefined ? '' : issue.path.join('.');
  return `${where === '' ? 'they are' : `"${where}" is`} not valid (${issue?.message ?? 'unknown reason'})`;
}
