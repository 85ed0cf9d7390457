import type { Disposable } from '../base/disposable';
import { toDisposable } from '../base/disposable';
import { Emitter } from '../base/event';
import type { Snapshot } from '../protocol/snapshot';
import type { LazyHost } from './lazyHost';

/** Every new snapshot of the repository, for as long as somebody listens: a host tells nobody who does not. */
export class SnapshotFeed {
  private readonly snapshots = new Emitter<Snapshot>();
  private listeners = 0;

  constructor(private readonly host: LazyHost) {
    host.onSnapshot((snapshot) => this.snapshots.fire(snapshot));
  }

  /** Listens until disposed; resolves with the snapshot of this moment once it is certain that no later one is missed. */
  async follow(listener: (snapshot: Snapshot) => void): Promise<{ readonly now: Snapshot } & Disposable> {
    const listening = this.snapshots.event(listener);
    this.listeners++;
    const stop = (): void => {
      listening.dispose();
      if (--this.listeners === 0) this.host.call('unsubscribe', {}).catch(() => undefined);
    };
    try {
      const now = await this.host.call('subscribe', { visible: false });
      return { now, ...toDisposable(stop) };
    } catch (error) {
      stop();
      throw error;
    }
  }
}
