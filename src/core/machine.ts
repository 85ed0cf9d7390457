/** Where a process runs: the system whose pids its pid is one of. All texts but `name` are opaque. */
export interface Machine {
  /** The host name, for people. */
  readonly name: string;
  /** Stays the same over reboots and differs from that of every other machine and container. */
  readonly id: string;
  /** Differs from boot to boot; null where the system tells none. */
  readonly bootId: string | null;
  /** Which of the machine's sets of pids; null where there is only one. */
  readonly pidNamespace: string | null;
}

/**
 * What can be said here of a process that was recorded elsewhere: `same`, its pid means the same process here; `rebooted`,
 * all processes of then are gone; `foreign`, it may run or not, and no pid of ours tells.
 */
export type MachineRelation = 'same' | 'rebooted' | 'foreign';

/** Compares the machine that a process was recorded on with this one. */
export function relateMachines(recorded: Machine, here: Machine): MachineRelation {
  const bootsKnown = recorded.bootId !== null && here.bootId !== null;
  // Containers of one machine share its boot but neither their pids nor, always, their names.
  if (bootsKnown && recorded.bootId === here.bootId)
    return recorded.pidNamespace === here.pidNamespace ? 'same' : 'foreign';
  if (recorded.id !== here.id) return 'foreign';
  if (bootsKnown) return 'rebooted';
  return recorded.pidNamespace === here.pidNamespace ? 'same' : 'foreign';
}
