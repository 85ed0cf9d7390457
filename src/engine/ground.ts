import { mkdir } from 'node:fs/promises';
import type { Clock } from '../base/clock';
import { unwritable } from '../core/storeFailure';
import { Repairs } from './repairs';
import { SettingsFile } from './settings';
import { State } from './state';
import type { Store } from './store/store';
import { openStore } from './store/store';
import type { StoreFiles } from './store/storeFiles';
import { realFiles } from './store/storeFiles';

/** What is kept on disk of a repository, which all else stands on. */
export interface Ground {
  readonly store: Store;
  readonly state: State;
  readonly repairs: Repairs;
  readonly settings: SettingsFile;
}

/** Where it is, and who opens it; see `EngineOptions`. */
export interface GroundOptions {
  readonly stateDir: string;
  readonly epoch: number;
  readonly checkOwner: () => void;
  readonly files?: StoreFiles;
  readonly clock: Clock;
}

/**
 * Reads the state and the settings.
 * @throws CoordinatorError `notPermitted`, `storeNewer`, `storeUnavailable`.
 */
export async function openGround(options: GroundOptions): Promise<Ground> {
  const { stateDir, epoch, checkOwner, files = realFiles, clock } = options;
  await mkdir(stateDir, { recursive: true }).catch((error: unknown) => {
    throw unwritable('create the folder', stateDir, error);
  });
  const store = await openStore(stateDir, { epoch, checkOwner, files });
  const state = new State(store);
  const repairs = new Repairs(state, clock);
  const settings = new SettingsFile({ dir: stateDir, files, epoch, checkOwner, state });
  await settings.load();
  return { store, state, repairs, settings };
}
