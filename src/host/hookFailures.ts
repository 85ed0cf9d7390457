import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stateDir } from '../ipc/repositoryLocation';

/** Failures of hooks are shown for an hour. */
const shownForMs = 60 * 60_000;

/**
 * Reads what hooks have noted of their own failures lately, as one sentence to warn the user with, or none. The sentence
 * changes with the next failure and with nothing else, so that who has read it can send it away until then.
 */
export async function readHookFailures(commonDir: string): Promise<string[]> {
  const text = await readFile(join(stateDir(commonDir), 'log', 'hook-failures.jsonl'), 'utf8').catch(
    () => '',
  );
  const recent = text
    .split('\n')
    .flatMap(parseLine)
    .filter(({ time }) => time > Date.now() - shownForMs);
  const last = recent.at(-1);
  if (last === undefined) return [];
  const time = new Date(last.time).toLocaleTimeString();
  return [
    `An agent’s hook could not ask the coordinator at ${time}, so its edit went unchecked (${last.message}). Run "parallel-cc doctor".`,
  ];
}

function parseLine(line: string): { readonly time: number; readonly message: string }[] {
  try {
    const { time, message } = JSON.parse(line) as { readonly time?: unknown; readonly message?: unknown };
    const at = typeof time === 'string' ? Date.parse(time) : Number(time);
    return Number.isFinite(at) ? [{ time: at, message: String(message) }] : [];
  } catch {
    return [];
  }
}
