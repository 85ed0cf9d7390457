import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../../base/logger';
import type { Coordinator, StartResult } from '../../host/host';
import type { HostClient } from '../../ipc/client';
import { connectHost } from '../../ipc/client';
import { ReconnectingClient } from '../../ipc/reconnectingClient';
import type { RepositoryLocation } from '../../ipc/repositoryLocation';

/** A way to the repository's host, in this process or another. */
export interface HostLink {
  readonly client: HostClient;
  /** Resolves when the link leads nowhere any more and a new one is due. */
  readonly ended: Promise<void>;
  /** Ends the link; a host in this process saves everything and gives the repository free. */
  close(): Promise<void>;
}

/** What a window needs to coordinate; `distDir` is the folder of the built programs. */
export interface LinkOptions {
  readonly version: string;
  readonly distDir: string;
  readonly logger: Logger;
}

const takeOverMs = 8000;
const yieldMs = 5000;
const retryMs = 100;

/**
 * Opens links to hosts. The first window becomes the host of its repository, taking over from a headless one; a later
 * window is a client of the first, and its successor when it closes.
 */
export class LinkOpener {
  private yieldUntil = 0;

  constructor(private readonly options: LinkOptions) {}

  /** @throws CoordinatorError what `startCoordinator` and `connectHost` throw. */
  async open(location: RepositoryLocation): Promise<HostLink> {
    return (await this.joinSuccessor(location)) ?? (await this.ownOrJoin(location));
  }

  private async ownOrJoin(location: RepositoryLocation): Promise<HostLink> {
    const deadline = Date.now() + takeOverMs;
    for (let leaving = -1; ;) {
      const started = await this.start(location);
      if (started.outcome === 'started') return this.own(started.coordinator);
      const { kind, epoch } = started.owner;
      if (kind === 'extension' || Date.now() > deadline) return join(location);
      if (leaving !== epoch && (await this.askToLeave(location))) leaving = epoch;
      await delay(retryMs);
    }
  }

  // The coordinator is large, and a program of its own: it is loaded when a window needs it, after activation.
  private async start(location: RepositoryLocation): Promise<StartResult> {
    const { startCoordinator } = await import('../../host/host');
    return startCoordinator({ ...this.options, location, kind: 'extension' });
  }

  private own(coordinator: Coordinator): HostLink {
    const client = coordinator.connect();
    const ended = new Promise<void>((resolve) => {
      coordinator.onLeaving(() => {
        this.yieldUntil = Date.now() + yieldMs;
        resolve();
      });
    });
    const close = async (): Promise<void> => {
      client.dispose();
      await coordinator.stop();
    };
    return { client, ended, close };
  }

  // One that does not answer is just beginning or about to end: the caller finds out and asks again.
  private async askToLeave(location: RepositoryLocation): Promise<boolean> {
    try {
      const client = await connectHost({
        location,
        client: 'extension',
        start: false,
        timeoutMs: takeOverMs,
      });
      const { leaving } = await client.call('handOver', { force: false }).finally(() => client.dispose());
      return leaving;
    } catch (error) {
      this.options.logger.log('info', 'the headless coordinator did not hand over', { why: String(error) });
      return false;
    }
  }

  // Whoever asked this window to leave comes first; without a successor in time the window may own again.
  private async joinSuccessor(location: RepositoryLocation): Promise<HostLink | null> {
    while (Date.now() < this.yieldUntil) {
      try {
        return await join(location);
      } catch {
        await delay(retryMs);
      }
    }
    return null;
  }
}

// A client that found a headless successor ends its link, so that the window takes over.
async function join(location: RepositoryLocation): Promise<HostLink> {
  const client = await ReconnectingClient.connect({
    location,
    client: 'extension',
    start: false,
    timeoutMs: 3000,
  });
  const ended = new Promise<void>((resolve) => {
    client.onClosed(() => resolve());
    client.onReconnected(() => {
      if (client.host.kind === 'headless') resolve();
    });
  });
  const close = (): Promise<void> => {
    client.dispose();
    return Promise.resolve();
  };
  return { client, ended, close };
}
