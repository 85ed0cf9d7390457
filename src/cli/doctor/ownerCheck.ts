import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Machine } from '../../core/machine';
import { diskTrouble } from '../../core/storeFailure';
import { mayRun } from '../../ipc/mayRun';
import type { Owner, OwnerFinding } from '../../ipc/ownerFile';
import { findOwner, ownerPath } from '../../ipc/ownerFile';
import { ago } from '../output/time';
import type { Check } from './check';
import { broken, doubtful, well } from './check';

const name = 'owner';
const takeOver = 'parallel-cc serve --take-over';

/** Says who coordinates a repository as the owner file has it, without asking that process, which may not answer. */
export function ownerCheck(stateDir: string, now: number): Check {
  let found: OwnerFinding;
  try {
    found = findOwner(stateDir);
  } catch (error) {
    return broken(name, `"${stateDir}" cannot be listed: ${diskTrouble(error)}`, 'See that you may read it.');
  }
  if (found.kind === 'nobody') return well(name, 'nobody has coordinated this repository yet');
  if (found.kind === 'known') return judge(found.owner, now);
  const path = ownerPath(stateDir, found.epoch);
  return doubtful(name, `"${path}" cannot be read or is damaged`, `Close what uses parallel-cc here; if nothing does: ${takeOver}`); // prettier-ignore
}

function judge(owner: Owner, now: number): Check {
  const { pid } = owner.process;
  const who = describe(owner, now);
  if (owner.state === 'released') return well(name, `${who}; it has left`);
  if (!isHere(owner.machine)) return doubtful(name, `${who}; whether it runs cannot be seen from here`, `If it does not run any more, take over: ${takeOver}`); // prettier-ignore
  const life = lifeOf(pid);
  if (life === 'gone') return doubtful(name, `${who}; its process is gone`, 'Nothing acknowledged is lost; the next coordinator takes its place.'); // prettier-ignore
  if (life === 'suspended') return broken(name, `${who}; its process is suspended`, `A live one is never put aside. Let it go on (kill -CONT ${pid}), or end it.`); // prettier-ignore
  return well(name, `${who}; its process runs`);
}

function describe({ kind, version, machine, process, epoch, startedAt }: Owner, now: number): string {
  const program = kind === 'extension' ? 'VS Code' : 'parallel-cc serve';
  return `${program} ${version} on ${machine.name}, pid ${process.pid}, owner ${epoch}, started ${ago(startedAt, now)}`; // prettier-ignore
}

// Containers of one machine may share its name, but not their pids.
function isHere({ name: recorded, pidNamespace }: Machine): boolean {
  return recorded === hostname() && (pidNamespace === null || pidNamespace === ownPidNamespace());
}

function ownPidNamespace(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return null;
  }
}

// Only Linux tells more in a file: elsewhere one that is suspended, or ended and not yet missed, counts as one that runs.
function lifeOf(pid: number): 'gone' | 'suspended' | 'runs' {
  if (!mayRun(pid)) return 'gone';
  const state = stateOf(pid);
  if (state === 'Z' || state === 'X') return 'gone';
  return state === 'T' || state === 't' ? 'suspended' : 'runs';
}

function stateOf(pid: number): string | undefined {
  try {
    return /^\d+ \(.*\) (\w) /s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}
