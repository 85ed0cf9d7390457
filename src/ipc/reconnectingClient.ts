import { setTimeout as delay } from 'node:timers/promises';
import type { Disposable } from '../base/disposable';
import type { Event } from '../base/event';
import { Emitter } from '../base/event';
import { CoordinatorError } from '../core/errors';
import type { MethodName, MethodParams, MethodResults } from '../protocol/methods';
import type { HostInfo, RepositoryInfo } from '../protocol/snapshot';
import type { ConnectOptions, HostClient, HostNotification } from './client';
import { connectHost } from './client';

/**
 * A client that outlives its host: when the connection breaks it looks for the next host, calls again what was under
 * way (every method can be repeated), and subscribes again.
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
    options: { readonly timeoutMs?: number } = {},
  ): Promise<MethodResults[M]> {
    for (let attempt = 0; ; attempt++) {
      const client = await (this.connecting ?? this.current);
      try {
        const result = await client.call(method, params, options);
        if (method === 'subscribe') this.subscription = params as MethodParams<'subscribe'>;
        if (method === 'unsubscribe') this.subscription = undefined;
        return result;
      } catch (error) {
        if (this.disposed || attempt >= 5 || !isUnavailable(error)) throw error;
        if (client === this.current && this.connecting === undefined) this.reconnect();
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
    // The host that leaves marks its file first; a moment saves a refused connection.
    await delay(10);
    const next = await connectHost(this.options);
    if (this.disposed) next.dispose();
    this.current = next;
    this.follow(next);
    if (this.subscription !== undefined) {
      const params = await next.call('subscribe', this.subscription);
      this.notifications.fire({ event: 'snapshotChanged', params });
    }
    this.reconnected.fire();
    return next;
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof CoordinatorError && error.code === 'hostUnavailable';
}
