// A disk in memory that knows what would be left of it if the power failed.
import type { StoreFile, StoreFiles } from '../../../src/engine/store/storeFiles';

/** What was done to a disk, in the order in which it was done. */
type Operation =
  | { readonly kind: 'write'; readonly file: number; readonly content: Uint8Array; readonly at: number }
  | { readonly kind: 'cut'; readonly file: number; readonly length: number }
  | { readonly kind: 'sync'; readonly file: number }
  | { readonly kind: 'names'; readonly change: NameChange }
  | { readonly kind: 'syncFolder' };

/** Names that files get and lose at once. */
interface NameChange {
  readonly given: readonly (readonly [name: string, file: number])[];
  readonly taken: readonly string[];
}

/** What became of content that was not synced. */
export type Unsynced = 'kept' | 'lost' | 'half' | 'zeros';

/** Called before each operation; may fail or delay it. */
export type Gate = (kind: 'create' | 'write' | 'cut' | 'sync' | 'close' | 'rename' | 'remove' | 'syncFolder' | 'list' | 'read') => Promise<void>; // prettier-ignore

/** A disk with one folder, as the store's files. */
export class MemoryDisk implements StoreFiles {
  readonly operations: Operation[] = [];
  gate: Gate = () => Promise.resolve();
  private readonly contents = new Map<number, Uint8Array>();
  private readonly names = new Map<string, number>();
  private nextFile = 0;

  /** A disk with files on it. */
  static with(files: ReadonlyMap<string, Uint8Array>): MemoryDisk {
    const disk = new MemoryDisk();
    for (const [name, content] of files) disk.put(name, content);
    return disk;
  }

  /** Writes a file from outside, past all gates; it is on disk at once. */
  put(name: string, content: Uint8Array): void {
    const file = this.nextFile++;
    this.contents.set(file, content);
    this.operations.push({ kind: 'write', file, content, at: 0 }, { kind: 'sync', file });
    this.change({ given: [[name, file]], taken: [] });
    this.operations.push({ kind: 'syncFolder' });
  }

  /** Names and contents as they are now. */
  files(): Map<string, Uint8Array> {
    return new Map(
      [...this.names].map(([name, file]) => [name, this.contents.get(file) ?? new Uint8Array()]),
    );
  }

  async list(): Promise<string[]> {
    await this.gate('list');
    return [...this.names.keys()];
  }

  async read(path: string): Promise<Uint8Array | null> {
    await this.gate('read');
    const file = this.names.get(nameOf(path));
    // A copy, as from a real disk.
    return file === undefined ? null : new Uint8Array(this.contents.get(file) ?? []);
  }

  async create(path: string): Promise<StoreFile> {
    await this.gate('create');
    const file = this.nextFile++;
    this.contents.set(file, new Uint8Array());
    this.change({ given: [[nameOf(path), file]], taken: [] });
    return this.opened(file);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.gate('rename');
    const file = this.names.get(nameOf(from));
    if (file === undefined) throw Object.assign(new Error(`there is no ${from}`), { code: 'ENOENT' });
    this.change({ given: [[nameOf(to), file]], taken: [nameOf(from)] });
  }

  async remove(path: string): Promise<void> {
    await this.gate('remove');
    this.change({ given: [], taken: [nameOf(path)] });
  }

  async syncFolder(): Promise<void> {
    await this.gate('syncFolder');
    this.operations.push({ kind: 'syncFolder' });
  }

  private opened(file: number): StoreFile {
    const now = (): Uint8Array => this.contents.get(file) ?? new Uint8Array();
    const write = (content: Uint8Array, at: number): void => {
      this.contents.set(file, written(now(), content, at));
      this.operations.push({ kind: 'write', file, content: new Uint8Array(content), at });
    };
    return {
      write: async (content, at = now().length) => {
        // A write that fails has written some of it.
        await this.gate('write').catch((error: unknown) => {
          write(content.subarray(0, content.length / 2), at);
          throw error;
        });
        write(content, at);
      },
      cut: async (length) => {
        await this.gate('cut');
        this.contents.set(file, now().subarray(0, length));
        this.operations.push({ kind: 'cut', file, length });
      },
      sync: async () => {
        await this.gate('sync');
        this.operations.push({ kind: 'sync', file });
      },
      close: () => this.gate('close'),
    };
  }

  private change(change: NameChange): void {
    apply(this.names, change);
    this.operations.push({ kind: 'names', change });
  }
}

/**
 * The files that are left when the power fails after some operations.
 * @param unsynced what became of content that was not synced.
 * @param happened whether a change of names that was not synced, counted from the first such one, happened.
 */
export function afterPowerLoss(
  operations: readonly Operation[],
  unsynced: Unsynced,
  happened: (index: number) => boolean,
): Map<string, Uint8Array> {
  const synced = new Map<number, Uint8Array>();
  const present = new Map<number, Uint8Array>();
  const names = new Map<string, number>();
  let changes: NameChange[] = [];
  const contentOf = (file: number): Uint8Array => present.get(file) ?? new Uint8Array();
  for (const operation of operations) {
    if (operation.kind === 'write')
      present.set(operation.file, written(contentOf(operation.file), operation.content, operation.at));
    else if (operation.kind === 'cut')
      present.set(operation.file, contentOf(operation.file).subarray(0, operation.length)); // prettier-ignore
    else if (operation.kind === 'sync') synced.set(operation.file, contentOf(operation.file));
    else if (operation.kind === 'names') changes.push(operation.change);
    else {
      for (const change of changes) apply(names, change);
      changes = [];
    }
  }
  for (const change of changes.filter((_, index) => happened(index))) apply(names, change);
  return new Map(
    [...names].map(([name, file]) => [
      name,
      left(synced.get(file) ?? new Uint8Array(), contentOf(file), unsynced),
    ]),
  );
}

function left(synced: Uint8Array, present: Uint8Array, unsynced: Unsynced): Uint8Array {
  if (unsynced === 'lost') return synced;
  if (unsynced === 'kept') return present;
  const [from, to] = changedPart(synced, present);
  const middle = Math.ceil((from + to) / 2);
  const half = joined(present.subarray(0, middle), synced.subarray(middle));
  return unsynced === 'zeros' ? new Uint8Array(half).fill(0, Math.min(from, half.length), middle) : half;
}

function changedPart(one: Uint8Array, other: Uint8Array): [from: number, to: number] {
  let [from, to] = [0, Math.max(one.length, other.length)];
  while (from < to && one[from] === other[from]) from++;
  while (to > from && one[to - 1] === other[to - 1]) to--;
  return [from, to];
}

function written(content: Uint8Array, part: Uint8Array, at: number): Uint8Array {
  return joined(joined(content.subarray(0, at), part), content.subarray(at + part.length));
}

function apply(names: Map<string, number>, { given, taken }: NameChange): void {
  for (const name of taken) names.delete(name);
  for (const [name, file] of given) names.set(name, file);
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  return Buffer.concat([one, other]);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).slice(path.lastIndexOf('\\') + 1);
}
