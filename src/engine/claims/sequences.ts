import type { Clock } from '../../base/clock';
import type { Session } from '../../core/session';
import { logOperation } from '../operations';
import type { State } from '../state';
import type { Db } from '../store/store';

/** Numbers that are handed out once each, for example those of migrations. */
export class Sequences {
  constructor(
    private readonly state: State,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes the next number of a sequence: one more than the last, and at least `from`. Nobody gets it again.
   * @param session who takes it; null for the user.
   * @param alsoWrite is run in the same transaction.
   */
  take(
    name: string,
    from: number,
    session: Session | null,
    alsoWrite: (db: Db, number: number) => void,
  ): Promise<number> {
    return this.state.commit((db) => {
      const row = db.get<{ readonly last: number }>('SELECT last FROM sequences WHERE name = ?', [name]);
      const number = Math.max((row?.last ?? 0) + 1, from);
      db.run('INSERT INTO sequences (name, last) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET last = ?2', [name, number]); // prettier-ignore
      const who = session === null ? 'The user' : `"${session.name}"`;
      const summary = `${who} took number ${number} of ${name}.`;
      logOperation(db, {
        time: this.clock.now(),
        kind: 'numberTaken',
        sessionId: session?.id ?? null,
        summary,
      });
      alsoWrite(db, number);
      return number;
    });
  }
}
