import { join } from 'node:path';
import { settingsUnreadable } from '../core/errors';
import type { CoordinatorSettings } from '../core/settings';
import { defaultSettings } from '../core/settings';
import { diskTrouble, storeFailure } from '../core/storeFailure';
import type { FileChange } from './settingsChanges';
import { noteChange, settleChange, takeChangeBack, unsettledChanges } from './settingsChanges';
import { checkChanges, readSettings, writeSettings } from './settingsText';
import type { State } from './state';
import { noteRepairs } from './store/repairNotes';
import type { Db } from './store/store';
import type { StoreFiles } from './store/storeFiles';

/** Where settings are kept, and under which number. */
export interface SettingsPlace {
  /** The folder, which must exist. */
  readonly dir: string;
  readonly files: StoreFiles;
  readonly epoch: number;
  /** Throws when this process does not own the repository any more; asked before and after the file is replaced. */
  readonly checkOwner: () => void;
  readonly state: State;
}

/** Logs a change of settings, in a transaction that is on disk before the file is; returns the operation, if it is one. */
export type LogChange = (db: Db, before: CoordinatorSettings, after: CoordinatorSettings) => number | null;

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
  private text: string | null = null;
  private found: Found = nothing;
  private unfinished: string | null = null;
  private lastUpdate: Promise<unknown> = Promise.resolve();

  constructor(private readonly place: SettingsPlace) {}

  get current(): CoordinatorSettings {
    return this.values;
  }

  /** What people should know of the file, a sentence each. */
  get problems(): readonly string[] {
    const { found, path, unfinished } = this;
    if (found.kind === 'unreadable')
      return [`The settings in "${path}" cannot be read: ${found.why}. Until they can be, none is changed.`];
    if (found.kind === 'damaged')
      return [`The settings in "${path}" are not used: ${found.why}. Correct it; should settings be changed before, it is set aside.`]; // prettier-ignore
    const unused = found.problems.map((problem) => `Of the settings in "${path}" one is not used, but kept: ${problem}.`); // prettier-ignore
    return unfinished === null ? unused : [...unused, unfinished];
  }

  /** Reads the file after finishing what a crash has left half done. Where nothing can be used, all stay as they are. */
  async load(): Promise<void> {
    await this.read();
    try {
      await this.finish();
    } catch (error) {
      this.unfinished = `The last change of the settings in "${this.path}" is still to be written: ${diskTrouble(error)}. It is tried again when settings are changed, and at the next start.`; // prettier-ignore
    }
  }

  /**
   * Sets some values and saves them all; null sets a value back to its default. What others have written into the file
   * meanwhile counts. With `log` the file and the operation change together, also across a crash.
   * @throws CoordinatorError `invalidInput`, `storeUnavailable`; then nothing is changed.
   */
  update(
    changes: Readonly<Record<string, unknown>>,
    log: LogChange = () => null,
  ): Promise<CoordinatorSettings> {
    const update = this.lastUpdate.then(() => this.updateNow(changes, log));
    this.lastUpdate = update.catch(() => undefined);
    return update;
  }

  private get path(): string {
    return join(this.place.dir, fileName);
  }

  private async read(): Promise<void> {
    let content: Uint8Array | null;
    try {
      content = await this.place.files.read(this.path);
    } catch (error) {
      this.found = { kind: 'unreadable', why: diskTrouble(error) };
      return;
    }
    this.take(content === null ? null : Buffer.from(content).toString('utf8'));
  }

  // A setting that cannot be used has its default.
  private take(text: string | null): void {
    this.text = text;
    const reading = text === null ? null : readSettings(text);
    if (reading !== null && 'damage' in reading) {
      this.found = { kind: 'damaged', why: reading.damage };
      return;
    }
    this.values = reading?.values ?? defaultSettings;
    this.found = reading === null ? nothing : { kind: 'usable', ...reading };
  }

  // A file that is neither as before nor as after was written by hand since, and counts.
  private async finish(): Promise<void> {
    if (this.found.kind === 'unreadable') return;
    for (const { operation, change } of unsettledChanges(this.place.state)) {
      if (this.text === change.before || (this.text === null && change.aside !== null)) {
        await this.stage(change);
        await this.publish(change);
      }
      await this.settle(operation);
    }
    this.unfinished = null;
  }

  private async updateNow(
    changes: Readonly<Record<string, unknown>>,
    log: LogChange,
  ): Promise<CoordinatorSettings> {
    const checked = checkChanges(changes);
    try {
      await this.read();
      if (this.found.kind === 'unreadable') throw settingsUnreadable(this.path, this.found.why);
      await this.finish();
      await this.replace(checked, log);
    } catch (error) {
      throw storeFailure(this.path, error);
    }
    return this.values;
  }

  // The text is on the disk before the operation is, which then cannot fail for want of room; a crash in between leaves
  // nothing, one after it a row that the next start finishes.
  private async replace(changes: Partial<CoordinatorSettings>, log: LogChange): Promise<void> {
    const { state } = this.place;
    const before = this.values;
    const after = { ...before, ...changes };
    const change = await this.plan(after, changes);
    await this.stage(change);
    const operation = await state.commit((db) => {
      if (change.aside !== null) noteRepairs(db, [this.describeAside(change.aside)], Date.now());
      return noteChange(db, log(db, before, after), change);
    });
    try {
      await this.publish(change);
    } catch (error) {
      if (operation !== null) await takeChangeBack(state, operation).catch(() => undefined);
      throw error;
    }
    const settled = this.settle(operation);
    // The next change, or the next start, finds the row and settles it.
    await (operation === null ? settled : settled.catch(() => undefined));
  }

  private async plan(after: CoordinatorSettings, changes: Partial<CoordinatorSettings>): Promise<FileChange> {
    const { found, text } = this;
    const unused = Object.entries(found.kind === 'usable' ? found.unused : {});
    const kept = unused.filter(([name]) => !Object.hasOwn(changes, name));
    const aside = found.kind === 'damaged' ? await this.freeAsideName() : null;
    return { before: text, after: writeSettings(after, Object.fromEntries(kept)), aside };
  }

  private async stage({ after }: FileChange): Promise<void> {
    const { files } = this.place;
    try {
      await write(files, this.temporary, after);
    } catch (error) {
      await files.remove(this.temporary).catch(() => undefined);
      throw error;
    }
  }

  private async publish({ after, aside }: FileChange): Promise<void> {
    const { files, dir, checkOwner } = this.place;
    checkOwner();
    if (aside !== null && this.text !== null) await files.rename(this.path, join(dir, aside));
    await files.rename(this.temporary, this.path);
    this.take(after);
  }

  private async settle(operation: number | null): Promise<void> {
    const { files, dir, checkOwner, state } = this.place;
    await files.syncFolder(dir);
    checkOwner();
    if (operation !== null) await settleChange(state, operation);
  }

  private get temporary(): string {
    return `${this.path}.tmp`;
  }

  private describeAside(aside: string): string {
    return `The settings in "${this.path}" were not used, since the file was not valid JSON. Before new ones were written it was set aside as "${aside}".`;
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
