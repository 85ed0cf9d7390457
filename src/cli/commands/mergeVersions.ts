import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { invalidInput } from '../../core/errors';
import type { MergeInput, MergeResult } from '../../core/merging/merge';
import type { Merger } from '../../host/merging';

/** The files of a merge, and how their versions are called in conflicts. */
export interface MergeFiles {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  /** The path that tells the language; that of ours where it is not given. */
  readonly path?: string | undefined;
  readonly labels?: Partial<MergeInput['labels']> | undefined;
  readonly markerSize?: number | undefined;
}

/** A merge of files: the bytes of the result, and what became of it. */
export interface MergedFiles {
  readonly bytes: Buffer;
  readonly result: MergeResult;
  readonly ms: number;
}

/** Runs a task with a merger, which is loaded at its first use. */
export async function withMerger<T>(
  note: (line: string) => void,
  task: (merger: Merger) => Promise<T>,
): Promise<T> {
  const { openMerger } = await import('../../host/merging');
  const logger = { log: (_: string, what: string) => note(`parallel-cc: ${what}.`) };
  await using merger = openMerger(__dirname, logger);
  return await task(merger);
}

/** Merges three files of a folder. Bytes that are not UTF-8 are kept as they are; binary files are never put together. */
export async function mergeFiles(files: MergeFiles, cwd: string, merger: Merger): Promise<MergedFiles> {
  const start = performance.now();
  const [base, ours, theirs] = await Promise.all(
    [files.base, files.ours, files.theirs].map((file) => read(resolve(cwd, file))),
  );
  if (base === undefined || ours === undefined || theirs === undefined)
    throw new Error('three files make three texts');
  const encoding = [base, ours, theirs].every(isUtf8) ? 'utf8' : 'latin1';
  const input: MergeInput = {
    path: files.path ?? files.ours,
    base: base.toString(encoding),
    ours: ours.toString(encoding),
    theirs: theirs.toString(encoding),
    labels: { base: 'base', ours: 'ours', theirs: 'theirs', ...files.labels },
    ...(files.markerSize === undefined ? {} : { markerSize: files.markerSize }),
  };
  const result = await merger.merge(input);
  return { bytes: Buffer.from(result.text, encoding), result, ms: performance.now() - start };
}

/** What programs are told of a merge. */
export function mergeJson({ result, ms }: MergedFiles): Record<string, unknown> {
  const { clean, green, confidence, provenance, language, conflicts, candidate, findings, rules, fellBack } =
    result;
  const kind = clean ? provenance : 'conflict';
  return {
    clean,
    green,
    confidence,
    kind,
    ms: Math.round(ms * 10) / 10,
    language,
    conflicts,
    candidate,
    findings,
    rules,
    fellBack,
  };
}

async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw invalidInput(
      'a file to merge',
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function isUtf8(bytes: Buffer): boolean {
  return Buffer.from(bytes.toString('utf8'), 'utf8').equals(bytes);
}
