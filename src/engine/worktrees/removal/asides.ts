import { randomBytes } from 'node:crypto';
import { lstat, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathExists } from '../../pathExists';
import type { State } from '../../state';
import type { Db } from '../../store/store';
import type { Undeleted } from './deleteFolder';
import { deleteFolder } from './deleteFolder';

/** The folder of a worktree that was moved aside to be deleted. */
export interface Aside {
  readonly folder: string;
  /** Where it was. */
  readonly path: string;
  /** The file system's own number of the folder, so that nothing else is taken for it. */
  readonly fileId: string;
  /** Whether the worktree counts as removed, so that there is no way back but undoing it. */
  readonly removed: boolean;
}

/**
 * The folders that are moved aside. Each is noted before it is moved, so that a clean-up after a crash knows what is
 * ours. To move a folder is one step that either happens or does not; on Windows it fails while anything in it is open.
 */
export class Asides {
  constructor(private readonly state: State) {}

  /** Those that were not done with: a crash came, or something could not be deleted. */
  all(): Aside[] {
    const rows = this.state.read((db) => db.all<AsideRow>('SELECT * FROM worktree_asides ORDER BY folder'));
    return rows.map(({ folder, path, file_id, removed }) => ({ folder, path, fileId: file_id, removed: removed === 1 })); // prettier-ignore
  }

  /**
   * Moves a worktree's folder to a name of its own beside itself.
   * @throws the error of the file system, for example `EBUSY`; then it is where it was.
   */
  async move(path: string): Promise<Aside> {
    const folder = join(dirname(path), `.${basename(path)}.removed-${randomBytes(4).toString('hex')}`);
    const aside: Aside = { folder, path, fileId: await fileIdOf(path), removed: false };
    await this.state.commit((db) => this.write(db, aside));
    try {
      await moveFolder(path, folder);
    } catch (error) {
      await this.forget(aside);
      throw error;
    }
    return aside;
  }

  /** Moves a folder back to where it was; it stays aside where something else has taken its place. */
  async moveBack(aside: Aside): Promise<boolean> {
    if (await pathExists(aside.path)) return false;
    await moveFolder(aside.folder, aside.path);
    await this.forget(aside);
    return true;
  }

  /** Notes, within the transaction that removes the worktree, that the folder is to be deleted. */
  noteRemoved(db: Db, aside: Aside): void {
    this.write(db, { ...aside, removed: true });
  }

  /** Deletes a folder; returns what is left of it. It stays noted until it is forgotten. */
  async delete(aside: Aside): Promise<Undeleted[]> {
    return (await this.isThere(aside)) ? deleteFolder(aside.folder) : [];
  }

  /** Drops the note of a folder. */
  async forget({ folder }: Aside): Promise<void> {
    await this.state.commit((db) => db.run('DELETE FROM worktree_asides WHERE folder = ?', [folder]));
  }

  /** Whether the very folder that was moved is still aside. */
  async isThere({ folder, fileId }: Aside): Promise<boolean> {
    return (await fileIdOf(folder).catch(() => null)) === fileId;
  }

  private write(db: Db, { folder, path, fileId, removed }: Aside): void {
    db.run('INSERT OR REPLACE INTO worktree_asides (folder, path, file_id, removed) VALUES (?, ?, ?, ?)', [
      ...[folder, path, fileId],
      removed ? 1 : 0,
    ]);
  }
}

interface AsideRow {
  readonly folder: string;
  readonly path: string;
  readonly file_id: string;
  readonly removed: number;
}

async function fileIdOf(path: string): Promise<string> {
  return String((await lstat(path, { bigint: true })).ino);
}

// A virus scanner or an indexer may have a file open for a moment, which on Windows is in the way.
async function moveFolder(from: string, to: string): Promise<void> {
  const waits = process.platform === 'win32' ? [50, 100, 200, 400] : [];
  for (const waitMs of waits) {
    try {
      await rename(from, to);
      return;
    } catch {
      await delay(waitMs);
    }
  }
  await rename(from, to);
}
