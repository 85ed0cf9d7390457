import { readFile } from 'node:fs/promises';
import type { ProcessRef } from './isolation/sandboxProcess';
import { processRef } from './isolation/sandboxProcess';
import { writePrivateFile } from './store/sandboxRecord';

/** How the running service is reached, and what it is. */
export interface RuntimeState {
  readonly url: string;
  readonly apiKey: string;
  readonly process: ProcessRef;
  readonly isolation: 'bubblewrap' | 'none';
  readonly limitedBy: string;
  readonly version: string;
}

/** Reads what the last service said of itself; undefined when there was none. */
export async function readState(path: string): Promise<RuntimeState | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as RuntimeState);
}

/** Reads how the running service is reached; undefined when none runs. */
export async function runningState(path: string): Promise<RuntimeState | undefined> {
  const state = await readState(path);
  if (state === undefined) return undefined;
  return (await processRef(state.process.pid))?.startedAt === state.process.startedAt ? state : undefined;
}

/** Says how this service is reached, to its user only. */
export function writeState(path: string, state: RuntimeState): Promise<void> {
  return writePrivateFile(path, JSON.stringify(state));
}
