import { createInterface } from 'node:readline';
import { resolve } from 'node:path';
import * as z from 'zod/mini';
import { invalidInput, toCoordinatorError } from '../../core/errors';
import type { Merger } from '../../host/merging';
import type { CommandContext } from '../context';
import { replaceFile } from '../files';
import type { MergedFiles } from './mergeVersions';
import { mergeFiles, mergeJson, withMerger } from './mergeVersions';

/** The exit codes of commands that merge: those of `git merge-file`, for whoever calls one in place of the other. */
export const mergeExitCodes = { clean: 0, conflicts: 1, failed: 2 } as const;

/** The options of `merge-file`. */
export interface MergeFileOptions {
  readonly base?: string;
  readonly ours?: string;
  readonly theirs?: string;
  readonly path?: string;
  readonly output?: string;
  readonly batch?: boolean;
}

/** Merges three files, or many that are named on standard input, a JSON object a line. Returns the exit code. */
export async function mergeFile(context: CommandContext, options: MergeFileOptions): Promise<number> {
  return withMerger(context.note, (merger) =>
    options.batch === true ? mergeBatch(context, merger) : mergeOne(context, options, merger),
  );
}

async function mergeOne(context: CommandContext, options: MergeFileOptions, merger: Merger): Promise<number> {
  const { base, ours, theirs, path, output } = options;
  if (base === undefined || ours === undefined || theirs === undefined)
    throw invalidInput(
      'the files to merge',
      'one of --base, --ours and --theirs is missing',
      'Give all three, or --batch.',
    );
  const merged = await mergeFiles({ base, ours, theirs, path }, context.cwd, merger);
  if (output !== undefined) await replaceFile(resolve(context.cwd, output), merged.bytes);
  if (context.json)
    process.stdout.write(`${JSON.stringify({ ...mergeJson(merged), text: merged.result.text }, null, 2)}\n`);
  else if (output === undefined) process.stdout.write(merged.bytes);
  noteUnsure(context, merged, path ?? ours);
  return exitCodeOf(merged);
}

/** Says on standard error that a result is not sure enough to go unseen. */
export function noteUnsure({ json, note }: CommandContext, { result }: MergedFiles, path: string): void {
  if (json || !result.clean || result.green) return;
  note(
    `parallel-cc: ${path} is merged by ${result.provenance === 'text' ? 'lines' : 'syntax'}, ${Math.round(100 * result.confidence)} % sure: look at it.`,
  );
}

/** The exit code of a merge. */
export function exitCodeOf({ result }: MergedFiles): number {
  return result.clean ? mergeExitCodes.clean : mergeExitCodes.conflicts;
}

const batchLine = z.object({
  base: z.string(),
  ours: z.string(),
  theirs: z.string(),
  path: z.optional(z.string()),
  out: z.optional(z.string()),
});

async function mergeBatch(context: CommandContext, merger: Merger): Promise<number> {
  let worst: number = mergeExitCodes.clean;
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === '') continue;
    const { answer, code } = await mergeLine(line, context, merger);
    worst = Math.max(worst, code);
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
  return worst;
}

async function mergeLine(
  line: string,
  { cwd }: CommandContext,
  merger: Merger,
): Promise<{ answer: object; code: number }> {
  let out: string | null = null;
  try {
    const asked = batchLine.parse(JSON.parse(line));
    out = asked.out ?? null;
    const merged = await mergeFiles(asked, cwd, merger);
    if (out !== null) await replaceFile(resolve(cwd, out), merged.bytes);
    const text = out === null ? { text: merged.result.text } : {};
    return { answer: { out, ...mergeJson(merged), ...text }, code: exitCodeOf(merged) };
  } catch (error) {
    const { code, message } = toCoordinatorError(error);
    return { answer: { out, error: { code, message } }, code: mergeExitCodes.failed };
  }
}
