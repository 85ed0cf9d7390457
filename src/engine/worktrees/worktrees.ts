import { realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import { SerialQueue } from '../../base/async';
import type { Git } from '../git/git';
import type { ListedWorktree } from '../git/worktreeList';
import { parseWorktreeList } from '../git/worktreeList';
import { retryWhileLocked } from '../git/retry';
import type { State } from '../state';
import type { Db } from '../store/store';

/** What we remember of a worktree that we made; git alone knows whether it still exists. */
export interface WorktreeNote {
  readonly path: string;
  readonly name: string;
  readonly branch: string;
  readonly baseCommit: string;
  readonly targetBranch: string | null;
  readonly createdAt: number;
  /** The session it was made for. */
  readonly sessionId: string;
  /** Why it was not removed when its session ended. */
  readonly keptBecause: string | null;
}

/** A worktree that exists, with our note of it if we made it. */
export interface Worktree extends ListedWorktree {
  readonly name: string;
  readonly isMain: boolean;
  readonly note: WorktreeNote | null;
}

/** The worktrees of one repository: git's own list, with our notes beside it. */
export class Worktrees {
  private listed: readonly Worktree[] = [];
  private readonly queue = new SerialQueue();
  private nextLook: Promise<readonly Worktree[]> | undefined;
  private readonly beingMade = new Set<string>();

  constructor(
    private readonly git: Git,
    private readonly state: State,
  ) {}

  /** The list as it was when last asked for. */
  get known(): readonly Worktree[] {
    return this.listed;
  }

  /** Asks git anew. Paths come with links resolved; the main worktree is the first. Calls that wait share a look. */
  refresh(): Promise<readonly Worktree[]> {
    this.nextLook ??= this.alone(() => {
      this.nextLook = undefined;
      return this.look();
    });
    return this.nextLook;
  }

  /** Does something while git is not asked: it stumbles over a worktree that is just being added. */
  alone<T>(task: () => Promise<T>): Promise<T> {
    return this.queue.run(task);
  }

  /** Leaves a worktree out of the list from now on: half a checkout looks as if its files had been deleted. */
  startMaking(path: string): void {
    this.beingMade.add(path);
  }

  /** Lists a worktree from the next look on. */
  endMaking(path: string): void {
    this.beingMade.delete(path);
  }

  private async look(): Promise<readonly Worktree[]> {
    const output = await retryWhileLocked(() => this.git.text(['worktree', 'list', '--porcelain', '-z']));
    const notes = new Map(this.notes().map((note) => [note.path, note]));
    const entries = parseWorktreeList(output).filter((entry) => !entry.bare);
    const all = await Promise.all(
      entries.map(async (entry, index) => {
        // Of a submodule git names its git directory in place of its main worktree.
        const path = index === 0 ? this.git.cwd : await realpath(entry.path).catch(() => entry.path);
        const note = notes.get(path) ?? null;
        return { ...entry, path, name: note?.name ?? basename(path), isMain: index === 0, note };
      }),
    );
    this.listed = all.filter(({ path }) => !this.beingMade.has(path));
    return this.listed;
  }

  /** All notes, of worktrees that are gone too. */
  notes(): WorktreeNote[] {
    return this.state.read((db) =>
      db.all<NoteRow>('SELECT * FROM worktrees ORDER BY created_at').map(fromRow),
    );
  }

  /** Writes a note within a transaction. */
  writeNote(db: Db, note: WorktreeNote): void {
    db.run(
      `INSERT OR REPLACE INTO worktrees (path, name, branch, base_commit, target_branch, created_at, session_id, kept_because)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        note.path,
        note.name,
        note.branch,
        note.baseCommit,
        note.targetBranch,
        note.createdAt,
        note.sessionId,
        note.keptBecause,
      ],
    );
  }

  /** Drops a note, and all that was kept of the worktree beside it, within a transaction. */
  dropNote(db: Db, path: string): void {
    for (const table of ['worktrees', 'worktree_slots', 'worktree_setups'])
      db.run(`DELETE FROM ${table} WHERE path = ?`, [path]);
  }
}

interface NoteRow {
  readonly path: string;
  readonly name: string;
  readonly branch: string;
  readonly base_commit: string;
  readonly target_branch: string | null;
  readonly created_at: number;
  readonly session_id: string;
  readonly kept_because: string | null;
}

function fromRow(row: NoteRow): WorktreeNote {
  return {
    path: row.path,
    name: row.name,
    branch: row.branch,
    baseCommit: row.base_commit,
    targetBranch: row.target_branch,
    createdAt: row.created_at,
    sessionId: row.session_id,
    keptBecause: row.kept_because,
  };
}
