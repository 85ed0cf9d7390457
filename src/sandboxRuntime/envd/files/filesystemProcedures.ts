import { lstat, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Procedures } from '../../connect/call';
import { ConnectError } from '../../connect/connectError';
import type { Fields } from '../../fields';
import type { SandboxPaths } from '../sandboxPaths';
import type { EntryInfo } from './entryInfo';
import { entryInfo } from './entryInfo';
import { watchDir } from './watchDir';

/** The procedures of envd's `filesystem.Filesystem`. */
export function filesystemProcedures(paths: SandboxPaths): Procedures {
  const pathOf = (input: Fields, name = 'path'): Promise<string> => paths.resolve(input.string(name) ?? '');
  return {
    unary: {
      'filesystem.Filesystem/Stat': async (input) => ({ entry: await entryInfo(await pathOf(input), paths) }),
      'filesystem.Filesystem/ListDir': async (input) => ({
        entries: await listDir(await pathOf(input), Math.max(1, input.number('depth') ?? 1), paths),
      }),
      'filesystem.Filesystem/MakeDir': async (input) => ({
        entry: await makeDir(await pathOf(input), paths),
      }),
      'filesystem.Filesystem/Move': async (input) => ({
        entry: await move(await pathOf(input, 'source'), await pathOf(input, 'destination'), paths),
      }),
      'filesystem.Filesystem/Remove': async (input) => {
        await rm(await pathOf(input), { recursive: true, force: true });
        return {};
      },
    },
    streaming: {
      'filesystem.Filesystem/WatchDir': async (input, stream) =>
        watchDir(
          await pathOf(input),
          { recursive: input.boolean('recursive') ?? false, entries: input.boolean('includeEntry') ?? false },
          stream,
          paths,
        ),
    },
  };
}

async function listDir(folder: string, depth: number, paths: SandboxPaths): Promise<EntryInfo[]> {
  if (!(await stat(folder)).isDirectory())
    throw new ConnectError('invalid_argument', `path is not a directory: ${folder}`);
  const found: EntryInfo[] = [];
  for (const entry of (await readdir(folder, { withFileTypes: true })).sort(byName)) {
    const path = join(folder, entry.name);
    // What has been removed meanwhile is not listed.
    const info = await entryInfo(path, paths).catch(() => undefined);
    if (info !== undefined) found.push(info);
    if (entry.isDirectory() && depth > 1) found.push(...(await listDir(path, depth - 1, paths)));
  }
  return found;
}

async function makeDir(path: string, paths: SandboxPaths): Promise<EntryInfo> {
  const existing = await stat(path).catch(() => undefined);
  if (existing?.isDirectory() === true)
    throw new ConnectError('already_exists', `directory already exists: ${path}`);
  if (existing !== undefined)
    throw new ConnectError('invalid_argument', `path already exists but it is not a directory: ${path}`);
  await mkdir(path, { recursive: true });
  return entryInfo(path, paths);
}

async function move(source: string, destination: string, paths: SandboxPaths): Promise<EntryInfo> {
  await lstat(source);
  await mkdir(dirname(destination), { recursive: true });
  await rename(source, destination);
  return entryInfo(destination, paths);
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
