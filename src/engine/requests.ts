import type { Clock } from '../base/clock';
import type { State } from './state';
import type { Db } from './store/store';

/** How long and how many answers are kept: far more than the callers that could still ask again need. */
const keptMs = 10 * 60_000;
const keptRequests = 5000;

/** What is known of an earlier call: its answer once it was done, else only what it was about. */
export interface EarlierCall {
  readonly answer: unknown;
  readonly target: string | null;
}

interface RequestRow {
  readonly answer: string | null;
  readonly target: string | null;
}

/** The calls of late that must not be done twice, by request id and method; they outlive the host. */
export class Requests {
  constructor(
    private readonly state: State,
    private readonly clock: Clock,
  ) {}

  /** What is known of a call; undefined when it changed nothing yet. `answer` is undefined while it was not done. */
  find(id: string, method: string): EarlierCall | undefined {
    const row = this.state.read((db) =>
      db.get<RequestRow>('SELECT answer, target FROM requests WHERE id = ? AND method = ?', [id, method]),
    );
    if (row === undefined) return undefined;
    return { answer: row.answer === null ? undefined : JSON.parse(row.answer), target: row.target };
  }

  /** Notes within the transaction that begins a call what it is about, so that a repeated call goes on with just that. */
  noteTarget(db: Db, id: string, method: string, target: string): void {
    this.note(db, id, method, null, target);
  }

  /** Notes the answer of a call, within the transaction that does what was asked where it is a single one. */
  noteAnswer(db: Db, id: string, method: string, answer: unknown): void {
    this.note(db, id, method, JSON.stringify(answer), null);
  }

  private note(db: Db, id: string, method: string, answer: string | null, target: string | null): void {
    const now = this.clock.now();
    db.run(
      `INSERT INTO requests (id, method, target, answer, time) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id, method) DO UPDATE SET answer = excluded.answer, time = excluded.time`,
      [id, method, target, answer, now],
    );
    db.run('DELETE FROM requests WHERE time < ? OR number <= (SELECT max(number) FROM requests) - ?', [
      now - keptMs,
      keptRequests,
    ]);
  }
}
