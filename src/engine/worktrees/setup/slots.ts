import type { Slot } from '../../../core/setup/environment';
import { lowestFreeSlot, portBaseOf, slotOf } from '../../../core/setup/environment';
import type { SettingsFile } from '../../settings';
import type { State } from '../../state';
import type { Db } from '../../store/store';

/** Which worktree has which slot. A worktree keeps its slot as long as it exists. */
export class Slots {
  constructor(
    private readonly state: State,
    private readonly settings: SettingsFile,
    /** Where the repository is. */
    private readonly root: string,
    /** The worktrees that exist or are being made. */
    private readonly inUse: () => ReadonlySet<string>,
  ) {}

  /** The slot of a worktree; null when no session was ever in it. */
  of(path: string): Slot | null {
    const row = this.state.read((db) => this.find(db, path));
    return row === undefined ? null : this.withPorts(row.slot);
  }

  /** Gives a worktree its slot within a transaction: the one it has, or the lowest that is free. */
  assign(db: Db, path: string, isMain: boolean): Slot {
    const present = this.find(db, path);
    if (present !== undefined) return this.withPorts(present.slot);
    const inUse = this.inUse();
    const rows = db.all<SlotRow>('SELECT path, slot FROM worktree_slots');
    for (const row of rows)
      if (!inUse.has(row.path)) db.run('DELETE FROM worktree_slots WHERE path = ?', [row.path]);
    const taken = new Set(rows.filter((row) => inUse.has(row.path)).map(({ slot }) => slot));
    const number = lowestFreeSlot(taken, isMain);
    db.run('INSERT INTO worktree_slots (path, slot) VALUES (?, ?)', [path, number]);
    return this.withPorts(number);
  }

  private find(db: Db, path: string): SlotRow | undefined {
    return db.get<SlotRow>('SELECT path, slot FROM worktree_slots WHERE path = ?', [path]);
  }

  private withPorts(number: number): Slot {
    const { portBase, portsPerSession } = this.settings.current;
    return slotOf(number, { base: portBase ?? portBaseOf(this.root), size: portsPerSession });
  }
}

interface SlotRow {
  readonly path: string;
  readonly slot: number;
}
