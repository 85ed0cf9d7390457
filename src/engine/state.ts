import type { Event } from '../base/event';
import { Emitter } from '../base/event';
import type { Db, Store } from './store/store';

/** The stored state together with the news that it changed. What the engine's collections read and write through. */
export class State {
  private readonly committed = new Emitter<void>();
  /** Fires after a change is on disk, never before. */
  readonly onCommitted: Event<void> = this.committed.event;

  constructor(private readonly store: Store) {}

  /** Reads; `run` must not write. */
  read<T>(run: (db: Db) => T): T {
    return this.store.read(run);
  }

  /** Changes the state in one transaction; resolves when the change is on disk. */
  async commit<T>(run: (db: Db) => T): Promise<T> {
    const result = await this.store.transaction(run);
    this.committed.fire();
    return result;
  }
}
