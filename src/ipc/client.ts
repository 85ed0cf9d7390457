import { setTimeout as delay } from 'node:timers/promises';
import { createConnection } from 'node:net';
import type { Socket } from 'node:net';
import type { Disposable } from '../base/disposable';
import type { Event } from '../base/event';
import { Emitter } from '../base/event';
import { CoordinatorError, hostUnavailable } from '../core/errors';
import type { HostNotifications, MethodName, MethodParams, MethodResults } from '../protocol/methods';
import type { HostInfo, RepositoryInfo } from '../protocol/snapshot';
import { programVersion } from '../protocol/version';
import type { WireMessage } from '../protocol/wire';
import { fromWireError, protocolVersion } from '../protocol/wire';
import type { ClientKind } from './clientKind';
import { Connection } from './connection';
import { refusalOf } from './olderHost';
import type { Owner } from './ownerFile';
import { isChangingHands, readOwner } from './ownerFile';
import type { RepositoryLocation } from './repositoryLocation';
import { stateDir } from './repositoryLocation';
import { startHost } from './startHost';
import { mayStartHost } from './startMarker';

/** Something that the host tells of its own accord. */
export type HostNotification = {
  readonly [E in keyof HostNotifications]: { readonly event: E; readonly params: HostNotifications[E] };
}[keyof HostNotifications];

/** How a call is made. */
export interface CallOptions {
  readonly timeoutMs?: number;
  /** The same when the call is made again, so that it is done once; of at least 8 characters. */
  readonly requestId?: string;
}

/** A connection to a repository's host. */
export interface HostClient extends Disposable {
  readonly host: HostInfo;
  readonly repository: RepositoryInfo;
  /**
   * Calls a method of the host; waits 60 s for the answer unless told otherwise.
   * @throws CoordinatorError what the host answers, `hostUnavailable`, or `versionMismatch` where an older host could do
   *   more than it is asked.
   */
  call<M extends MethodName>(
    method: M,
    params: MethodParams<M>,
    options?: CallOptions,
  ): Promise<MethodResults[M]>;
  readonly onNotification: Event<HostNotification>;
  /** Fires once, when the connection is gone; not after `dispose`. */
  readonly onClosed: Event<void>;
}

/** How to reach a host. */
export interface ConnectOptions {
  readonly location: RepositoryLocation;
  readonly client: ClientKind;
  /** Whether a headless host is started when none answers. */
  readonly start: boolean;
  /** For how long another client is left to start it, in milliseconds; none when not given. */
  readonly startAfterMs?: number;
  /** How long to try, in milliseconds. */
  readonly timeoutMs: number;
}

/** How long a call is waited for unless the caller says otherwise, in milliseconds. */
export const callTimeoutMs = 60_000;

/** How long between two looks for a host, in milliseconds: at first, and at most. */
const firstWaitMs = 5;
const longestWaitMs = 25;

/**
 * Connects to the host of a repository; the first client starts one, where it may.
 * @throws CoordinatorError `hostUnavailable`, `versionMismatch`, `unauthorized`.
 */
export async function connectHost(options: ConnectOptions): Promise<HostClient> {
  const begunAt = performance.now();
  const deadline = begunAt + options.timeoutMs;
  const dir = stateDir(options.location.commonDir);
  const starter = new HostStarter(options.location);
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 1.6, longestWaitMs)) {
    const owner = readOwner(dir);
    const why = await tryOwner(owner, options, deadline);
    if (typeof why !== 'string') return why;
    const isChanging = owner !== null && isChangingHands(owner);
    if (starter.failure !== null && !isChanging) throw starter.failure;
    const now = performance.now();
    if (now + waitMs >= deadline || (!options.start && !isChanging)) throw hostUnavailable(why);
    if (options.start && !isChanging && now - begunAt >= (options.startAfterMs ?? 0)) starter.start();
    await delay(waitMs);
  }
}

/** Starts a host, unless another client is about to, and another when that one is gone without having failed. */
class HostStarter {
  failure: CoordinatorError | null = null;
  private starting = false;

  constructor(private readonly location: RepositoryLocation) {}

  start(): void {
    if (this.starting || !mayStartHost(stateDir(this.location.commonDir))) return;
    this.starting = true;
    startHost(this.location, 'first', (failure) => {
      this.starting = false;
      this.failure = failure;
    }).catch((error: unknown) => (this.failure = toUnavailable(error)));
  }
}

// A host of another version, or one that does not know us, is an answer; only silence is tried again.
async function tryOwner(
  owner: Owner | null,
  options: ConnectOptions,
  deadline: number,
): Promise<HostClient | string> {
  if (owner?.state !== 'active') return 'none is running';
  try {
    const socket = await openSocket(owner.endpoint);
    return await SocketClient.greet(
      socket,
      owner,
      options.client,
      Math.max(1000, deadline - performance.now()),
    );
  } catch (error) {
    if (error instanceof CoordinatorError && error.code !== 'hostUnavailable') throw error;
    if (!(error instanceof CoordinatorError)) return `its endpoint does not answer (${String(error)})`;
    const { why } = error.details;
    return typeof why === 'string' ? why : error.message;
  }
}

function openSocket(endpoint: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(endpoint, () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.on('error', reject);
  });
}

function toUnavailable(error: unknown): CoordinatorError {
  return error instanceof CoordinatorError
    ? error
    : hostUnavailable(`it could not be started (${String(error)})`, error);
}

interface PendingCall {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** A client over a socket or pipe. */
class SocketClient implements HostClient {
  private readonly notifications = new Emitter<HostNotification>();
  private readonly closed = new Emitter<void>();
  private readonly pending = new Map<number, PendingCall>();
  private readonly connection: Connection;
  private nextId = 0;
  private isOpen = true;
  private greeting: MethodResults['hello'] | undefined;

  readonly onNotification = this.notifications.event;
  readonly onClosed = this.closed.event;

  private constructor(socket: Socket) {
    this.connection = new Connection(
      socket,
      (message) => this.receive(message as WireMessage),
      (error) => this.close(error),
    );
  }

  static async greet(
    socket: Socket,
    owner: Owner,
    client: ClientKind,
    timeoutMs: number,
  ): Promise<SocketClient> {
    const made = new SocketClient(socket);
    try {
      const { token } = owner;
      const hello = { protocolVersion, version: programVersion, token, client, pid: process.pid };
      made.greeting = await made.call('hello', hello, { timeoutMs });
      return made;
    } catch (error) {
      made.isOpen = false;
      made.connection.destroy();
      throw error;
    }
  }

  get host(): HostInfo {
    return this.greeted.host;
  }

  get repository(): RepositoryInfo {
    return this.greeted.repository;
  }

  call<M extends MethodName>(
    method: M,
    params: MethodParams<M>,
    options: CallOptions = {},
  ): Promise<MethodResults[M]> {
    if (!this.isOpen) return Promise.reject(hostUnavailable('the connection is closed'));
    const refusal = this.greeting === undefined ? null : refusalOf(method, this.greeting);
    if (refusal !== null) return Promise.reject(refusal);
    const id = this.nextId++;
    const timeoutMs = options.timeoutMs ?? callTimeoutMs;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.pending.delete(id);
        reject(hostUnavailable(`it did not answer "${method}" within ${Math.round(timeoutMs)} ms`));
      }, timeoutMs);
      const settle = (): void => clearTimeout(timer);
      this.pending.set(id, {
        resolve: (result) => {
          settle();
          resolve(result as MethodResults[M]);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      });
      this.connection.send({ id, method, params, requestId: options.requestId });
    });
  }

  dispose(): void {
    this.isOpen = false;
    this.connection.close();
    this.rejectAll();
  }

  private get greeted(): MethodResults['hello'] {
    if (this.greeting === undefined) throw new Error('Internal error: the host has not greeted yet');
    return this.greeting;
  }

  private receive(message: WireMessage): void {
    if ('event' in message) {
      this.notifications.fire(message as HostNotification);
      return;
    }
    if ('method' in message) return;
    const call = this.pending.get(message.id);
    this.pending.delete(message.id);
    if (message.error === undefined) call?.resolve(message.result);
    else call?.reject(fromWireError(message.error));
  }

  private close(error: Error | null): void {
    const wasOpen = this.isOpen;
    this.isOpen = false;
    this.rejectAll(error);
    if (wasOpen) this.closed.fire();
  }

  private rejectAll(error: Error | null = null): void {
    const why = error === null ? 'it closed the connection' : `the connection broke (${error.message})`;
    for (const call of this.pending.values()) call.reject(hostUnavailable(why, error ?? undefined));
    this.pending.clear();
  }
}
