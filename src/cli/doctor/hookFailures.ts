import { join } from 'node:path';
import * as z from 'zod/mini';
import { readText } from '../files';

const failureSchema = z.object({ time: z.string(), hookEvent: z.string(), message: z.string() });

/** A hook that could not do its work, as the hook program logged it. */
export type LoggedFailure = z.infer<typeof failureSchema>;

/**
 * Reads the failures of hooks since a time (milliseconds since the Unix epoch), oldest first. Lines that are not
 * whole, because a process died while writing, are passed over.
 */
export async function lastHookFailures(stateDir: string, since: number): Promise<LoggedFailure[]> {
  const text = (await readText(join(stateDir, 'log', 'hook-failures.jsonl'))) ?? '';
  return text
    .split('\n')
    .flatMap(parseLine)
    .filter((failure) => Date.parse(failure.time) >= since);
}

function parseLine(line: string): LoggedFailure[] {
  try {
    const parsed = failureSchema.safeParse(JSON.parse(line));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}
