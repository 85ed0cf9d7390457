import { resolve } from 'node:path';
import type { CommandContext } from '../context';
import { replaceFile } from '../files';
import { exitCodeOf, noteUnsure } from './mergeFile';
import { mergeFiles, withMerger } from './mergeVersions';

/** The files that git gives a merge driver: `%O %A %B %P`. */
export interface DriverFiles {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  readonly path: string;
}

/** The options of `merge-driver`. */
export interface DriverOptions {
  /** Characters of a conflict marker, git's `%L`. */
  readonly markerSize?: number;
}

/** Merges as git's merge driver: the result replaces ours. Returns the exit code that git expects. */
export async function mergeDriver(
  context: CommandContext,
  files: DriverFiles,
  { markerSize }: DriverOptions,
): Promise<number> {
  return withMerger(context.note, async (merger) => {
    const merged = await mergeFiles({ ...files, markerSize }, context.cwd, merger);
    await replaceFile(resolve(context.cwd, files.ours), merged.bytes);
    noteUnsure(context, merged, files.path);
    return exitCodeOf(merged);
  });
}
