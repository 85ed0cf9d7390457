// Stores in a folder of their own on the real disk.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store, StoreOptions } from '../../../src/engine/store/store';
import { openStore } from '../../../src/engine/store/store';
import { add } from './notes';

/** A folder with stores, which are closed with it. */
export interface Place extends AsyncDisposable {
  readonly dir: string;
  open(parts?: Partial<StoreOptions>): Promise<Store>;
  path(name: string): string;
}

/** Makes an empty one. */
export async function makePlace(): Promise<Place> {
  const dir = await mkdtemp(join(tmpdir(), 'parallel-cc-store-'));
  const stores: Store[] = [];
  return {
    dir,
    async open(parts = {}) {
      const store = await openStore(dir, { epoch: 1, checkOwner: () => undefined, ...parts });
      stores.push(store);
      return store;
    },
    path: (name) => join(dir, name),
    async [Symbol.asyncDispose]() {
      await Promise.all(stores.map((store) => store.close()));
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Opens a store under each of several epochs and adds a text under each, so that there are as many images. */
export async function addUnderEpochs(place: Place, epochs: number): Promise<void> {
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const store = await place.open({ epoch });
    await add(store, `text ${epoch}`);
    await store.close();
  }
}
