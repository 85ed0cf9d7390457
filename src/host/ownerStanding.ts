import { relateMachines } from '../core/machine';
import { livenessOf } from '../core/process';
import { identityOf } from '../engine/processes/identity';
import { thisMachine } from '../engine/processes/machine';
import type { OwnerRecord } from '../ipc/ownerFile';

/** Who this process is, as its record says. */
export type Self = Pick<OwnerRecord, 'process' | 'machine'>;

/** Whether an owner lives: `elsewhere`, it runs where nothing here can tell. */
export type Standing = 'alive' | 'gone' | 'elsewhere';

/** The tokens under which this process owns repositories, or is about to. */
const ownedHere = new Set<string>();

/** Tells who this process is. */
export async function describeSelf(): Promise<Self> {
  const [identity, machine] = await Promise.all([identityOf(process.pid), thisMachine()]);
  return { process: identity ?? { pid: process.pid, startTime: null, bootId: null }, machine };
}

/** Notes that this process owns, or tries to own, under a token. */
export function noteOwned(token: string): void {
  ownedHere.add(token);
}

/** Notes that this process owns nothing under a token any more. */
export function forgetOwned(token: string): void {
  ownedHere.delete(token);
}

/** Judges whether the process of a record still owns. What cannot be known for certain counts as alive, or elsewhere. */
export async function standingOf(record: OwnerRecord, self: Self): Promise<Standing> {
  const relation = relateMachines(record.machine, self.machine);
  if (relation !== 'same') return relation === 'rebooted' ? 'gone' : 'elsewhere';
  const current =
    record.process.pid === self.process.pid ? self.process : await identityOf(record.process.pid);
  if (livenessOf(record.process, current) === 'dead') return 'gone';
  // Of itself a process knows better than any file what it owns: an attempt of its own may have failed half way.
  const isSelf = record.process.pid === process.pid;
  return isSelf && !ownedHere.has(record.token) ? 'gone' : 'alive';
}
