/**
 * Tells one process from every other that ever ran here. A pid alone does not: it is used again.
 * `startTime` and `bootId` are opaque texts of the operating system; null where it gives none.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: string | null;
  readonly bootId: string | null;
}

/** What is known of a process: `unknown` where the system would not tell. */
export type Liveness = 'alive' | 'dead' | 'unknown';

/**
 * Compares a recorded process with what runs under its pid now.
 * @param current the identity of the process that has this pid now, or null when no process has it.
 */
export function livenessOf(recorded: ProcessIdentity, current: ProcessIdentity | null): Liveness {
  if (recorded.bootId !== null && current?.bootId != null && recorded.bootId !== current.bootId)
    return 'dead';
  if (current === null) return 'dead';
  if (recorded.startTime === null || current.startTime === null) return 'unknown';
  return recorded.startTime === current.startTime ? 'alive' : 'dead';
}
