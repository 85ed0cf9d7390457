import type { Clock } from '../base/clock';
import type { State } from './state';
import type { Db } from './store/store';

/** What a notice is about. */
export type NoticeKind =
  'overlap' | 'conflict' | 'message' | 'claim' | 'expiry' | 'setup' | 'merge' | 'landing';

/** How much is told at one turn, in characters: about 150 tokens. What does not fit waits for the next turn. */
const perTurnLimit = 600;

/** What sessions are to be told at their next turn; each is told once. */
export class Notices {
  constructor(
    private readonly state: State,
    private readonly clock: Clock,
  ) {}

  /**
   * Leaves a notice within a transaction. A session is given one notice of the same key only.
   * @returns false when it had one already.
   */
  leave(
    db: Db,
    sessionId: string,
    notice: { readonly kind: NoticeKind; readonly key: string; readonly text: string },
  ): boolean {
    const before = db.get<{ found: number }>(
      'SELECT 1 AS found FROM notices WHERE session_id = ? AND key = ?',
      [sessionId, notice.key],
    );
    if (before !== undefined) return false;
    db.run('INSERT INTO notices (session_id, kind, key, text, created_at) VALUES (?, ?, ?, ?, ?)', [
      sessionId,
      notice.kind,
      notice.key,
      notice.text,
      this.clock.now(),
    ]);
    return true;
  }

  /** Forgets that a session was told of something, so that it is told again should it come again. */
  forget(db: Db, sessionId: string, key: string): void {
    db.run('DELETE FROM notices WHERE session_id = ? AND key = ?', [sessionId, key]);
  }

  /** Whether something waits for the session. */
  pending(sessionId: string): boolean {
    return this.state.read(
      (db) =>
        db.get('SELECT 1 AS found FROM notices WHERE session_id = ? AND delivered_at IS NULL LIMIT 1', [
          sessionId,
        ]) !== undefined,
    );
  }

  /**
   * Takes what waits for the session, oldest first and messages before the rest, and marks it as told. What is too long
   * for the turn stays for the next, in which it is the first.
   * @param requestId of the call that takes: repeated, because its answer was lost, it takes the same again.
   * @param told how much the session is told beside it, in characters.
   */
  take(db: Db, sessionId: string, requestId: string | null, told = 0): string[] {
    const waiting = db.all<{ id: number; text: string }>(
      `SELECT id, text FROM notices WHERE session_id = ? AND (delivered_at IS NULL OR delivered_by = ?)
       ORDER BY delivered_at IS NULL, kind <> 'message', id`,
      [sessionId, requestId],
    );
    let room = perTurnLimit - told;
    const taken = waiting.filter(({ text }, index) => {
      if (text.length > room && (index > 0 || told > 0)) return false;
      room -= text.length;
      return true;
    });
    for (const { id } of taken)
      db.run('UPDATE notices SET delivered_at = ?, delivered_by = ? WHERE id = ?', [this.clock.now(), requestId, id]); // prettier-ignore
    return taken.map(({ text }) => text);
  }

  /** Drops all notices of a session that has ended. */
  drop(db: Db, sessionId: string): void {
    db.run('DELETE FROM notices WHERE session_id = ?', [sessionId]);
  }
}
