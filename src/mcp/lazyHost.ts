import type { Disposable } from '../base/disposable';
import type { Event } from '../base/event';
import { Emitter } from '../base/event';
import type { ConnectOptions, HostClient } from '../ipc/client';
import { ReconnectingClient } from '../ipc/reconnectingClient';
import type { Snapshot } from '../protocol/snapshot';

/**
 * Connects at the first call, so that an agent's tools are listed at once, and again after a failure: a coordinator
 * that cannot be reached now fails one tool call and not the server.
 */
export class LazyHost implements Pick<HostClient, 'call'>, Disposable {
  private readonly snapshots = new Emitter<Snapshot>();
  private connecting: Promise<ReconnectingClient> | undefined;
  /** Fires with every new snapshot while the client is subscribed. */
  readonly onSnapshot: Event<Snapshot> = this.snapshots.event;

  constructor(private readonly options: ConnectOptions) {}

  readonly call: HostClient['call'] = async (method, params, options) => {
    this.connecting ??= this.connect();
    const attempt = this.connecting;
    try {
      return await (await attempt).call(method, params, options);
    } catch (error) {
      await attempt.catch(() => (this.connecting = undefined));
      throw error;
    }
  };

  private async connect(): Promise<ReconnectingClient> {
    const client = await ReconnectingClient.connect(this.options);
    client.onNotification((told) => {
      if (told.event === 'snapshotChanged') this.snapshots.fire(told.params);
    });
    return client;
  }

  dispose(): void {
    this.connecting?.then(
      (client) => client.dispose(),
      () => undefined,
    );
  }
}
