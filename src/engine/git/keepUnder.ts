import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { NewFile } from '../durableFiles';
import { placeFiles } from '../durableFiles';
import { newId } from '../ids';
import type { GitObject } from './packFile';
import { encodePack } from './packFile';

const compress = promisify(deflate);

/**
 * Adds objects, each of them once, to a repository and points a ref to the first of them. When it returns they are on disk.
 * Nothing has its name before its content is there, and the ref not before all that it needs has.
 */
export async function keepUnder(
  ref: string,
  commonDir: string,
  objects: readonly [GitObject, ...GitObject[]],
): Promise<void> {
  const folder = join(commonDir, 'objects');
  const [first, ...others] = objects;
  const stored = others.length === 0 ? [await loose(folder, first)] : await packed(folder, objects);
  const name = { path: join(commonDir, ref), content: `${first.id}\n`, mode: 0o666, folders: foldersOf(commonDir, ref) }; // prettier-ignore
  const files = [...stored, name];
  await Promise.all(files.map(({ path }) => mkdir(dirname(path), { recursive: true })));
  // Git deletes what is left under such a name in time.
  await placeFiles(files.map((file) => ({ ...file, temporary: join(folder, 'pack', `tmp_${newId()}`) })));
}

type ToBeNamed = Omit<NewFile, 'temporary'>;

async function packed(folder: string, objects: readonly GitObject[]): Promise<ToBeNamed[]> {
  const { name, pack, index } = await encodePack(objects);
  const path = join(folder, 'pack', name);
  return [
    { path: `${path}.pack`, content: pack, mode: 0o444, folders: [] },
    // Git sees the pack by this one.
    { path: `${path}.idx`, content: index, mode: 0o444, folders: [dirname(path)] },
  ];
}

// As git does it: a pack for each commit that changes nothing would soon be many.
async function loose(folder: string, { id, type, content }: GitObject): Promise<ToBeNamed> {
  const path = join(folder, id.slice(0, 2), id.slice(2));
  const whole = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
  return { path, content: await compress(whole), mode: 0o444, folders: [dirname(path), folder] };
}

// Git may have made some of them without saying so to the disk.
function foldersOf(commonDir: string, ref: string): string[] {
  const parts = ref.split('/');
  return parts.slice(1).map((_, index) => join(commonDir, ...parts.slice(0, index + 1)));
}
