const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Says how long ago a moment was: `now`, `12 s ago`, `3 min ago`. Both times in milliseconds since the Unix epoch. */
export function ago(time: number, now: number): string {
  const elapsed = now - time;
  return elapsed < 1000 ? 'now' : `${duration(elapsed)} ago`;
}

/** Says how long it is until a moment: `in 29 min`; `now` when it has passed. */
export function until(time: number, now: number): string {
  const remaining = time - now;
  return remaining < 1000 ? 'now' : `in ${duration(remaining)}`;
}

/** Says a span of milliseconds in its largest whole unit. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  if (milliseconds < minute) return `${Math.floor(milliseconds / 1000)} s`;
  if (milliseconds < hour) return `${Math.floor(milliseconds / minute)} min`;
  if (milliseconds < 2 * day) return `${Math.floor(milliseconds / hour)} h`;
  return `${Math.floor(milliseconds / day)} d`;
}
