import type { Disposable } from '../base/disposable';
import type { Event } from '../base/event';
import { Emitter } from '../base/event';
import { invalidInput } from '../core/errors';
import type { CallOptions, HostClient, HostNotification } from '../ipc/client';
import type { MethodName, MethodParams, MethodResults } from '../protocol/methods';
import type { HostInfo, RepositoryInfo, Snapshot } from '../protocol/snapshot';
import type { Dispatcher, Subscriber } from './dispatcher';

/** A client in the host's own process: the same calls without a socket. */
export class LocalClient implements HostClient, Subscriber {
  private readonly notifications = new Emitter<HostNotification>();
  private readonly closed = new Emitter<void>();
  private readonly listening: Disposable;
  readonly onNotification = this.notifications.event;
  readonly onClosed = this.closed.event;

  constructor(
    private readonly dispatcher: Dispatcher,
    readonly host: HostInfo,
    readonly repository: RepositoryInfo,
    onLeaving: Event<void>,
  ) {
    this.listening = onLeaving(() => this.closed.fire());
  }

  async call<M extends MethodName>(
    method: M,
    params: MethodParams<M>,
    { requestId }: CallOptions = {},
  ): Promise<MethodResults[M]> {
    if (method === 'hello')
      throw invalidInput('the method "hello"', 'a client in the same process is known already');
    return this.dispatcher.call(method as Exclude<M, 'hello'>, params as never, this, requestId ?? null);
  }

  notify(event: 'snapshotChanged', params: Snapshot): void {
    this.notifications.fire({ event, params });
  }

  dispose(): void {
    this.listening.dispose();
    this.dispatcher.unsubscribe(this);
  }
}
