import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../../base/logger';
import { compareVersions } from '../../core/version';
import type { Coordinator, startCoordinator, StartResult } from '../../host/host';
import { askToLeave } from '../../ipc/askToLeave';
import type { HostClient } from '../../ipc/client';
import { connectHost } from '../../ipc/client';
import type { Owner } from '../../ipc/ownerFile';
import type { RepositoryLocation } from '../../ipc/repositoryLocation';
import { startHost } from '../../ipc/startHost';

/** A way to the repository's host, in this process or another. */
export interface HostLink {
  readonly client: HostClient;
  /** What the user should know of this link, as a sentence. */
  readonly warning: string | null;
  /** Resolves when the link leads nowhere any more and a new one is due. */
  readonly ended: Promise<void>;
  /** Ends the link; a host in this process saves everything and gives the repository free. */
  close(): Promise<void>;
}

/** The coordinator's program. */
export interface HostProgram {
  readonly startCoordinator: typeof startCoordinator;
}

/** What a window needs to coordinate; `distDir` is the folder of the built programs. */
export interface LinkOptions {
  readonly version: string;
  readonly distDir: string;
  readonly logger: Logger;
  loadHost(): Promise<HostProgram>;
}

const takeOverMs = 8000;
const yieldMs = 5000;
const successorMs = 2000;
const joinMs = 3000;
const retryMs = 20;
/** So long others have their turn: what waits on a timer too, which comes after what is only immediate. */
const turnMs = 1;

/**
 * Opens links to hosts. The first window becomes the host of its repository, taking over from a headless one that is
 * not newer; a later window is a client of the first, and its successor when it closes.
 */
export class LinkOpener {
  private yieldUntil = 0;

  constructor(private readonly options: LinkOptions) {}

  /** @throws CoordinatorError what `startCoordinator` and `connectHost` throw. */
  async open(location: RepositoryLocation): Promise<HostLink> {
    return (await this.joinSuccessor(location)) ?? (await this.ownOrJoin(location));
  }

  private async ownOrJoin(location: RepositoryLocation): Promise<HostLink> {
    const started = await this.start(location);
    return started.outcome === 'started' ? this.own(location, started.coordinator) : this.join(location);
  }

  // The coordinator is large, and a program of its own: it is loaded when a window needs it, after activation. Other
  // extensions have their turn between its loading and its start.
  private async start(location: RepositoryLocation): Promise<StartResult> {
    const host = await this.options.loadHost();
    await delay(turnMs);
    const isLeaving = this.headlessLeaver(location);
    return host.startCoordinator({ ...this.options, location, kind: 'extension', isLeaving });
  }

  // One that does not answer is just beginning or about to end: it is asked again.
  private headlessLeaver(location: RepositoryLocation): (owner: Owner) => Promise<boolean> {
    const deadline = performance.now() + takeOverMs;
    let asked = -1;
    return async ({ kind, version, epoch }) => {
      // Its state may be of a kind that this version cannot read.
      const stays = kind === 'extension' || compareVersions(version, this.options.version) > 0;
      if (stays || performance.now() > deadline) return false;
      if (asked !== epoch && (await this.askToLeave(location))) asked = epoch;
      return true;
    };
  }

  private async askToLeave(location: RepositoryLocation): Promise<boolean> {
    try {
      return await askToLeave(location, 'extension', { force: false, timeoutMs: takeOverMs });
    } catch (error) {
      this.options.logger.log('info', 'the headless coordinator did not hand over', { why: String(error) });
      return false;
    }
  }

  private own(location: RepositoryLocation, coordinator: Coordinator): HostLink {
    const client = coordinator.connect();
    const ended = new Promise<void>((resolve) => {
      coordinator.onLeaving(() => {
        this.yieldUntil = performance.now() + yieldMs;
        resolve();
      });
    });
    const close = async (): Promise<void> => {
      client.dispose();
      if (coordinator.needsSuccessor) await this.bringSuccessor(location, ended);
      await coordinator.stop();
    };
    return { client, warning: null, ended, close };
  }

  // Agents go on when the last window closes: the one that serves them then is started while this one still does.
  private async bringSuccessor(location: RepositoryLocation, left: Promise<void>): Promise<void> {
    const failed = new Promise<void>((resolve) => {
      startHost(location, 'successor', () => resolve()).catch(() => resolve());
    });
    await Promise.race([left, failed, delay(successorMs, undefined, { ref: false })]);
  }

  // Whoever asked this window to leave comes first; without a successor in time the window may own again.
  private async joinSuccessor(location: RepositoryLocation): Promise<HostLink | null> {
    while (performance.now() < this.yieldUntil) {
      try {
        return await this.join(location);
      } catch {
        await delay(retryMs);
      }
    }
    return null;
  }

  // When the host is gone the link is too, so that this window may take its place.
  private async join(location: RepositoryLocation): Promise<HostLink> {
    const client = await connectHost({ location, client: 'extension', start: false, timeoutMs: joinMs });
    const ended = new Promise<void>((resolve) => client.onClosed(() => resolve()));
    const close = (): Promise<void> => {
      client.dispose();
      return Promise.resolve();
    };
    return { client, warning: this.warningOf(client), ended, close };
  }

  private warningOf({ host }: HostClient): string | null {
    const { version } = this.options;
    const difference = compareVersions(host.version, version);
    if (difference === 0) return null;
    if (difference < 0) return `The coordinator of this repository is parallel-cc ${host.version}, in another window, older than this extension (${version}). Reload that window, so that it gets the newer one.`; // prettier-ignore
    return `The coordinator of this repository is parallel-cc ${host.version}, newer than this extension (${version}). Update the extension.`;
  }
}
