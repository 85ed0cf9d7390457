import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mayRun } from './mayRun';

/** How long a start may take before another client no longer relies on it, in milliseconds. */
const longestStartMs = 30_000;
/** How long it takes at most from the making of the marker to the process id in it, in milliseconds. */
const longestSpawnMs = 2000;

/**
 * Says whether this client is the one to start a host: of many that find none one does, and the others wait for it, so
 * that fifty clients do not start fifty hosts that get in each other's way. It saves work and promises nothing: two
 * hosts that start at once do no harm.
 */
export function mayStartHost(stateDir: string): boolean {
  const path = startMarkerPath(stateDir);
  try {
    mkdirSync(stateDir, { recursive: true });
    if (makeMarker(path)) return true;
    if (isStarting(path)) return false;
    rmSync(path, { force: true });
    return makeMarker(path);
  } catch {
    // What keeps us from writing there will keep the host too, and it says why.
    return true;
  }
}

/** Notes which process is starting; the others rely on it as long as that lives. */
export function noteStarting(stateDir: string, pid: number): void {
  try {
    writeFileSync(startMarkerPath(stateDir), String(pid), { flag: 'r+' });
  } catch {
    // The host has started already and removed it.
  }
}

/** The file that says that a host is being started. The host removes it as soon as it owns the repository. */
export function startMarkerPath(stateDir: string): string {
  return join(stateDir, 'host.starting');
}

function makeMarker(path: string): boolean {
  try {
    writeFileSync(path, '', { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function isStarting(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return false;
  const age = Math.abs(Date.now() - found.mtimeMs);
  const pid = Number(readText(path));
  return pid > 0 ? age < longestStartMs && mayRun(pid) : age < longestSpawnMs;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
