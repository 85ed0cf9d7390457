import type { Run } from './run';

/** What a run may take. */
export interface RunLimits {
  /** How long its agent may work, in minutes; null: as long as it likes. */
  readonly minutes: number | null;
  /** What it may cost, in US dollars; null: no limit. */
  readonly dollars: number | null;
}

/** What is known of a run at one moment, beside what is stored. Times are milliseconds since the Unix epoch. */
export interface RunActivity {
  readonly now: number;
  /** When it printed something last. */
  readonly lastOutputAt: number;
  /** What its sandbox costs by the hour, in US dollars. */
  readonly hourlyDollars: number;
}

/** What is to be done about a run. */
export interface RunVerdict {
  /** Why it has to end; null while it may go on. */
  readonly stop: string | null;
  /** What its user is to know, a sentence by a key that stays the same. */
  readonly warnings: Readonly<Record<string, string>>;
  /** What it costs by now, in US dollars. */
  readonly dollars: number;
}

const minuteMs = 60_000;
const longMinutes = [30, 50] as const;
/** So long before its end a run's user is warned, in minutes. */
const warnedBefore = 5;
const spentShares = [0.5, 0.8] as const;
/** An agent that prints nothing for so long may hang, in minutes. */
const silentMinutes = 10;

/** Judges whether a run may go on, and what its user should know. */
export function judgeRun(
  run: Pick<Run, 'startedAt' | 'limits' | 'modelDollars'>,
  { now, lastOutputAt, hourlyDollars }: RunActivity,
): RunVerdict {
  const minutes = run.startedAt === null ? 0 : (now - run.startedAt) / minuteMs;
  const dollars = run.modelDollars + (minutes / 60) * hourlyDollars;
  const silent = Math.floor((now - Math.max(lastOutputAt, run.startedAt ?? now)) / minuteMs);
  return {
    stop: stopReason(run.limits, minutes, dollars),
    warnings: {
      ...timeWarnings(run.limits, minutes),
      ...costWarnings(run.limits, dollars),
      ...(silent >= silentMinutes && { silent: `It has printed nothing for ${silentMinutes} minutes: it may hang.` }),
    },
    dollars,
  };
} // prettier-ignore

function stopReason(limits: RunLimits, minutes: number, dollars: number): string | null {
  if (limits.minutes !== null && minutes >= limits.minutes)
    return `Its time of ${limits.minutes} minutes is over.`;
  if (limits.dollars !== null && dollars >= limits.dollars)
    return `Its budget of $${limits.dollars.toFixed(2)} is spent.`;
  return null;
}

function timeWarnings(limits: RunLimits, minutes: number): Record<string, string> {
  const found: Record<string, string> = {};
  for (const mark of longMinutes) if (minutes >= mark) found[`minutes${mark}`] = `It has worked for ${mark} minutes.`; // prettier-ignore
  const left = limits.minutes === null ? Number.POSITIVE_INFINITY : limits.minutes - minutes;
  if (left <= warnedBefore && (limits.minutes ?? 0) > 2 * warnedBefore) found['ending'] = `Its time is over in ${warnedBefore} minutes.`; // prettier-ignore
  return found;
}

function costWarnings(limits: RunLimits, dollars: number): Record<string, string> {
  const found: Record<string, string> = {};
  for (const share of spentShares)
    if (limits.dollars !== null && dollars >= limits.dollars * share)
      found[`spent${share * 100}`] = `It has spent ${share * 100} % of its budget of $${limits.dollars.toFixed(2)}.`;
  return found;
} // prettier-ignore
