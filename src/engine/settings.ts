import { join } from 'node:path';
import { settingsUnreadable } from '../core/errors';
import type { CoordinatorSettings } from '../core/settings';
import { defaultSettings } from '../core/settings';
import { diskTrouble, storeFailure } from '../core/storeFailure';
import { checkChanges, readSettings, writeSettings } from './settingsText';
import type { StoreFiles } from './store/storeFiles';

/** Where settings are kept, and under which number. */
export interface SettingsPlace {
  /** The folder, which must exist. */
  readonly dir: string;
  readonly files: StoreFiles;
  readonly epoch: number;
  /** Has a sentence told to the user until it is dismissed. */
  readonly tell: (sentence: string) => Promise<void>;
}

const fileName = 'settings.json';

/** What the file is like: `damaged`, nothing of it can be used; `unreadable`, nobody knows what is in it. */
type Found =
  | { readonly kind: 'usable'; readonly unused: Readonly<Record<string, unknown>>; readonly problems: readonly string[] } // prettier-ignore
  | { readonly kind: 'damaged'; readonly why: string }
  | { readonly kind: 'unreadable'; readonly why: string };

const nothing: Found = { kind: 'usable', unused: {}, problems: [] };

/**
 * A repository's settings, kept in a file beside the database, so that every host of it behaves alike. People and other
 * versions write it too: what cannot be used of it is told, and is in it, or beside it, afterwards.
 */
export class SettingsFile {
  private values: CoordinatorSettings = defaultSettings;
  private found: Found = nothing;
  private lastUpdate: Promise<unknown> = Promise.resolve();

  constructor(private readonly place: SettingsPlace) {}

  get current(): CoordinatorSettings {
    return this.values;
  }

  /** What people should know of the file, a sentence each. */
  get problems(): readonly string[] {
    const { found, path } = this;
    if (found.kind === 'unreadable')
      return [`The settings in "${path}" cannot be read: ${found.why}. Until they can be, none is changed.`];
    if (found.kind === 'damaged')
      return [`The settings in "${path}" are not used: ${found.why}. Correct it; should settings be changed before, it is set aside.`]; // prettier-ignore
    return found.problems.map(
      (problem) => `Of the settings in "${path}" one is not used, but kept: ${problem}.`,
    );
  }

  /** Reads the file. A setting that cannot be used has its default; where nothing can, all stay as they are. */
  async load(): Promise<void> {
    let content: Uint8Array | null;
    try {
      content = await this.place.files.read(this.path);
    } catch (error) {
      this.found = { kind: 'unreadable', why: diskTrouble(error) };
      return;
    }
    this.take(content === null ? null : Buffer.from(content).toString('utf8'));
  }

  /**
   * Sets some values and saves them all; null sets a value back to its default. What others have written into the file
   * meanwhile counts.
   * @throws CoordinatorError `invalidInput`, `storeUnavailable`; then nothing is changed.
   */
  update(changes: Readonly<Record<string, unknown>>): Promise<CoordinatorSettings> {
    const update = this.lastUpdate.then(() => this.updateNow(changes));
    this.lastUpdate = update.catch(() => undefined);
    return update;
  }

  private get path(): string {
    return join(this.place.dir, fileName);
  }

  private take(text: string | null): void {
    const reading = text === null ? null : readSettings(text);
    if (reading !== null && 'damage' in reading) {
      this.found = { kind: 'damaged', why: reading.damage };
      return;
    }
    this.values = reading?.values ?? defaultSettings;
    this.found = reading === null ? nothing : { kind: 'usable', ...reading };
  }

  private async updateNow(changes: Readonly<Record<string, unknown>>): Promise<CoordinatorSettings> {
    const checked = checkChanges(changes);
    await this.load();
    const { found } = this;
    if (found.kind === 'unreadable') throw settingsUnreadable(this.path, found.why);
    const unused = Object.entries(found.kind === 'usable' ? found.unused : {}).filter(
      ([name]) => !Object.hasOwn(checked, name),
    );
    const text = writeSettings({ ...this.values, ...checked }, Object.fromEntries(unused));
    try {
      await this.save(text, found);
    } catch (error) {
      throw storeFailure(this.path, error);
    }
    this.take(text);
    return this.values;
  }

  private async save(text: string, found: Found): Promise<void> {
    const { files, dir } = this.place;
    const temporary = `${this.path}.tmp`;
    try {
      await write(files, temporary, text);
      if (found.kind === 'damaged') await this.setAside(found.why);
      await files.rename(temporary, this.path);
    } catch (error) {
      await files.remove(temporary).catch(() => undefined);
      throw error;
    }
    await files.syncFolder(dir);
  }

  private async setAside(why: string): Promise<void> {
    const { files, dir, tell } = this.place;
    const asideName = await this.freeAsideName();
    await tell(`The settings in "${this.path}" were not used, since ${why}. Before new ones were written the file was set aside as "${asideName}".`); // prettier-ignore
    await files.rename(this.path, join(dir, asideName));
  }

  // A file of that name may be there from before the owners were counted anew.
  private async freeAsideName(): Promise<string> {
    const { files, dir, epoch } = this.place;
    const names = await files.list(dir);
    const name = `${fileName}.damaged-${epoch}`;
    for (let count = 1; ; count++) {
      const free = count === 1 ? name : `${name}.${count}`;
      if (!names.includes(free)) return free;
    }
  }
}

async function write(files: StoreFiles, path: string, text: string): Promise<void> {
  const file = await files.create(path);
  try {
    await file.write(Buffer.from(text));
    await file.sync();
  } finally {
    await file.close();
  }
}
