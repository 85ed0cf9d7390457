import { randomUUID } from 'node:crypto';
import type { Disposable } from '../base/disposable';
import type { Event } from '../base/event';
import { Emitter } from '../base/event';
import { CoordinatorError } from '../core/errors';
import type { MethodName, MethodParams, MethodResults } from '../protocol/methods';
import type { HostInfo, RepositoryInfo } from '../protocol/snapshot';
import { repetitions } from '../protocol/repetition';
import type { CallOptions, ConnectOptions, HostClient, HostNotification } from './client';
import { callTimeoutMs, connectHost } from './client';

/** Over how much time the clients of a host that was killed spread their attempts to start another, in milliseconds. */
const startSpreadMs = 100;

/**
 * A client that outlives its host: when the connection breaks it looks for the next host, repeats what was under way
 * under the same request id, so that it is done once, and subscribes again.
 */
export class ReconnectingClient implements HostClient {
  private readonly notifications = new Emitter<HostNotification>();
  private readonly closed = new Emitter<void>();
  private readonly reconnected = new Emitter<void>();
  private subscription: MethodParams<'subscribe'> | undefined;
  private connecting: Promise<HostClient> | undefined;
  private listeners: Disposable[] = [];
  private disposed = false;

  readonly onNotification: Event<HostNotification> = this.notifications.event;
  /** Fires when no host could be found any more; the next call looks again. */
  readonly onClosed: Event<void> = this.closed.event;
  /** Fires when another host was found. */
  readonly onReconnected: Event<void> = this.reconnected.event;

  private constructor(
    private readonly options: ConnectOptions,
    private current: HostClient,
  ) {
    this.follow(current);
  }

  /** Connects for the first time; see `connectHost`. */
  static async connect(options: ConnectOptions): Promise<ReconnectingClient> {
    return new ReconnectingClient(options, await connectHost(options));
  }

  get host(): HostInfo {
    return this.current.host;
  }

  get repository(): RepositoryInfo {
    return this.current.repository;
  }

  async call<M extends MethodName>(
    method: M,
    params: MethodParams<M>,
    options: CallOptions = {},
  ): Promise<MethodResults[M]> {
    const deadline = performance.now() + (options.timeoutMs ?? callTimeoutMs);
    const requestId = options.requestId ?? randomUUID();
    for (;;) {
      const client = await (this.connecting ?? this.current);
      try {
        const timeoutMs = Math.max(1, deadline - performance.now());
        const result = await client.call(method, params, { timeoutMs, requestId });
        if (method === 'subscribe') this.subscription = params as MethodParams<'subscribe'>;
        if (method === 'unsubscribe') this.subscription = undefined;
        return result;
      } catch (error) {
        const isLate = performance.now() >= deadline;
        if (this.disposed || isLate || !isUnavailable(error) || repetitions[method] === 'never') throw error;
        if (client === this.current) this.reconnect();
        await this.connecting;
      }
    }
  }

  dispose(): void {
    this.disposed = true;
    this.unfollow();
    this.current.dispose();
  }

  private follow(client: HostClient): void {
    this.listeners = [
      client.onNotification((notification) => this.notifications.fire(notification)),
      client.onClosed(() => this.reconnect()),
    ];
  }

  private unfollow(): void {
    for (const listener of this.listeners.splice(0)) listener.dispose();
  }

  private reconnect(): void {
    if (this.disposed || this.connecting !== undefined) return;
    this.unfollow();
    this.connecting = this.findNext();
    this.connecting.catch(() => this.closed.fire()).finally(() => (this.connecting = undefined));
  }

  private async findNext(): Promise<HostClient> {
    for (;;) {
      // When a host was killed, the first of its clients that looks starts the next one for all of them.
      const startAfterMs = Math.random() * startSpreadMs;
      const next = await connectHost({ ...this.options, startAfterMs });
      this.current.dispose();
      this.current = next;
      if (this.disposed) next.dispose();
      if (!(await this.resubscribe(next))) continue;
      this.follow(next);
      this.reconnected.fire();
      return next;
    }
  }

  // False when that host has gone too.
  private async resubscribe(next: HostClient): Promise<boolean> {
    if (this.subscription === undefined || this.disposed) return true;
    try {
      const params = await next.call('subscribe', this.subscription);
      this.notifications.fire({ event: 'snapshotChanged', params });
      return true;
    } catch (error) {
      if (isUnavailable(error)) return false;
      throw error;
    }
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof CoordinatorError && error.code === 'hostUnavailable';
}
