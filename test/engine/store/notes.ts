// Stores as the tests use them: a list of texts in the operation log.
import type { Store, StoreOptions } from '../../../src/engine/store/store';
import { openStore } from '../../../src/engine/store/store';
import type { StoreFiles } from '../../../src/engine/store/storeFiles';

/** Opens a store on files of a test, with images often enough to meet them. */
export function openOn(files: StoreFiles, options: Partial<StoreOptions> = {}): Promise<Store> {
  return openStore('/state', {
    epoch: 1,
    checkOwner: () => undefined,
    logLimitBytes: 2000,
    files,
    ...options,
  });
}

/** Adds a text and returns when it is acknowledged. */
export function add(store: Store, text: string): Promise<void> {
  return store.transaction((db) =>
    db.run('INSERT INTO operations (time, kind, summary) VALUES (1, ?, ?)', ['sessionRegistered', text]),
  );
}

/** The texts, in the order in which they were added. */
export function list(store: Store): string[] {
  return store.read((db) => db.all<{ summary: string }>('SELECT summary FROM operations ORDER BY id')).map(({ summary }) => summary); // prettier-ignore
}
