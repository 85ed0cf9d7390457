import type { ProcessIdentity } from '../../../core/process';
import type { SetupProgress, SetupState } from '../../../core/setup/progress';
import type { State } from '../../state';
import type { Db } from '../../store/store';

/** The set-up of a worktree as it is stored, with the process that runs its present command. */
export interface StoredSetup extends SetupProgress {
  readonly path: string;
  readonly process: ProcessIdentity | null;
}

/** The stored set-ups of worktrees. */
export class SetupRows {
  constructor(private readonly state: State) {}

  all(): StoredSetup[] {
    return this.state.read((db) => db.all<Row>('SELECT * FROM worktree_setups ORDER BY path').map(fromRow));
  }

  find(path: string): StoredSetup | undefined {
    const row = this.state.read((db) => db.get<Row>('SELECT * FROM worktree_setups WHERE path = ?', [path]));
    return row === undefined ? undefined : fromRow(row);
  }

  /** Writes one within a transaction. */
  write(db: Db, setup: StoredSetup): void {
    const { path, state, command, startedAt, endedAt, exitCode, logPath, process } = setup;
    db.run(
      `INSERT OR REPLACE INTO worktree_setups
         (path, state, command, started_at, ended_at, exit_code, log_path, pid, process_start, boot_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        path,
        state,
        command,
        startedAt,
        endedAt,
        exitCode,
        logPath,
        process?.pid ?? null,
        process?.startTime ?? null,
        process?.bootId ?? null,
      ],
    );
  }

  /** Drops one within a transaction. */
  drop(db: Db, path: string): void {
    db.run('DELETE FROM worktree_setups WHERE path = ?', [path]);
  }
}

interface Row {
  readonly path: string;
  readonly state: string;
  readonly command: string | null;
  readonly started_at: number | null;
  readonly ended_at: number | null;
  readonly exit_code: number | null;
  readonly log_path: string;
  readonly pid: number | null;
  readonly process_start: string | null;
  readonly boot_id: string | null;
}

function fromRow(row: Row): StoredSetup {
  return {
    path: row.path,
    state: row.state as SetupState,
    command: row.command,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    exitCode: row.exit_code,
    logPath: row.log_path,
    process: row.pid === null ? null : { pid: row.pid, startTime: row.process_start, bootId: row.boot_id },
  };
}
