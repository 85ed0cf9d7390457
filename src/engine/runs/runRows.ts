import type { Run, RunSignal } from '../../core/run';
import { applyRunSignal } from '../../core/run';
import type { State } from '../state';
import type { Db } from '../store/store';

interface RunRow {
  readonly run: string;
}

/** The stored runs. What a run is made of is one JSON document, as it is only ever read and written whole. */
export class RunRows {
  constructor(private readonly state: State) {}

  /** All runs, oldest first. */
  all(): Run[] {
    return this.select('1 ORDER BY created_at, session_id');
  }

  /** Those that are not over, oldest first. */
  live(): Run[] {
    return this.select('ended_at IS NULL ORDER BY created_at, session_id');
  }

  find(sessionId: string): Run | undefined {
    return this.select('session_id = ?', [sessionId])[0];
  }

  /** Writes a run within a transaction. */
  write(db: Db, run: Run): void {
    db.run('INSERT OR REPLACE INTO runs (session_id, created_at, ended_at, run) VALUES (?, ?, ?, ?)', [
      run.sessionId,
      run.createdAt,
      run.endedAt,
      JSON.stringify(run),
    ]);
  }

  /** Applies a signal to a run within a transaction, and returns the run as it is then. */
  apply(db: Db, sessionId: string, signal: RunSignal, now: number): Run {
    const row = db.get<RunRow>('SELECT run FROM runs WHERE session_id = ?', [sessionId]);
    if (row === undefined) throw new Error(`there is no run of session ${sessionId}`);
    const changed = applyRunSignal(JSON.parse(row.run) as Run, signal, now);
    this.write(db, changed);
    return changed;
  }

  private select(where: string, params: readonly string[] = []): Run[] {
    return this.state.read((db) =>
      db.all<RunRow>(`SELECT run FROM runs WHERE ${where}`, params).map(({ run }) => JSON.parse(run) as Run),
    );
  }
}
