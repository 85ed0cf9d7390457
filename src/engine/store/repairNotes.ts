import type { Db } from './db';

/** Notes what was repaired or lost, a sentence each, until the user dismisses it. What is noted already is not again. */
export function noteRepairs(db: Db, sentences: readonly string[], time: number): void {
  const noted = new Set(notedRepairs(db));
  for (const text of sentences)
    if (!noted.has(text)) db.run('INSERT INTO repairs (time, text) VALUES (?, ?)', [time, text]);
}

/** What was noted and not dismissed, oldest first. */
export function notedRepairs(db: Db): string[] {
  const rows = db.all<{ readonly text: string }>(
    'SELECT text FROM repairs WHERE dismissed_at IS NULL ORDER BY id',
  );
  return rows.map(({ text }) => text);
}

/** Dismisses a sentence; it stays in the state for whoever looks for what happened. */
export function dismissRepair(db: Db, text: string, time: number): void {
  db.run('UPDATE repairs SET dismissed_at = ? WHERE text = ? AND dismissed_at IS NULL', [time, text]);
}
