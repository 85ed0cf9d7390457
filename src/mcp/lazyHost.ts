import type { Disposable } from '../base/disposable';
import type { ConnectOptions, HostClient } from '../ipc/client';
import { ReconnectingClient } from '../ipc/reconnectingClient';

/**
 * Connects at the first call, so that an agent's tools are listed at once, and again after a failure: a coordinator
 * that cannot be reached now fails one tool call and not the server.
 */
export class LazyHost implements Pick<HostClient, 'call'>, Disposable {
  private connecting: Promise<ReconnectingClient> | undefined;

  constructor(private readonly options: ConnectOptions) {}

  readonly call: HostClient['call'] = async (method, params, options) => {
    this.connecting ??= ReconnectingClient.connect(this.options);
    const attempt = this.connecting;
    try {
      return await (await attempt).call(method, params, options);
    } catch (error) {
      await attempt.catch(() => (this.connecting = undefined));
      throw error;
    }
  };

  dispose(): void {
    this.connecting?.then(
      (client) => client.dispose(),
      () => undefined,
    );
  }
}
