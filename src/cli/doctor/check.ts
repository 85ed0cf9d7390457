/** One line of the doctor's report. */
export interface Check {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'failed';
  /** What was found. */
  readonly found: string;
  /** What to do; null when nothing is. */
  readonly advice: string | null;
}

/** A check that found all well. */
export function well(name: string, found: string): Check {
  return { name, state: 'ok', found, advice: null };
}

/** A check that found something which may be as the user wants it. */
export function doubtful(name: string, found: string, advice: string): Check {
  return { name, state: 'warning', found, advice };
}

/** A check that found something broken. */
export function broken(name: string, found: string, advice: string): Check {
  return { name, state: 'failed', found, advice };
}
