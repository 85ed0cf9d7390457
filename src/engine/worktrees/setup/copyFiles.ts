import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, readlink, realpath, symlink } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { mapLimit } from '../../../base/async';
import { isWithin, realPathOf } from '../../repositoryPaths';

const exact = { caseSensitive: true };

/**
 * Copies files from one worktree to another, sharing their blocks where the file system can. What is there already is
 * left alone. Nothing outside `from` is read and nothing outside `to` is written, whatever links there are; a link is
 * copied as a link if it is relative and stays inside.
 * @param files paths from the top, with `/`. @returns those that were copied.
 */
export async function copyLocalFiles(from: string, to: string, files: readonly string[]): Promise<string[]> {
  const places = new Places(await realpath(from), await realpath(to));
  const copied = await mapLimit(files, 16, async (file) =>
    (await copyOne(places, file).catch(() => false)) ? file : null,
  );
  return copied.filter((file) => file !== null);
}

async function copyOne(places: Places, file: string): Promise<boolean> {
  if (!(await places.areSafe(dirname(file)))) return false;
  const source = join(places.from, file);
  const target = join(places.to, file);
  const found = await lstat(source);
  if (found.isSymbolicLink()) return copyLink(places.from, source, target);
  if (!found.isFile()) return false;
  await copyFile(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  return true;
}

async function copyLink(root: string, source: string, target: string): Promise<boolean> {
  const text = await readlink(source);
  if (isAbsolute(text) || !isWithin(root, resolve(dirname(source), text), exact)) return false;
  const real = await realpath(source).catch(() => null);
  if (real === null || !isWithin(root, real, exact)) return false;
  await symlink(text, target);
  return true;
}

/** The two worktrees; every folder is looked at once, for there may be many files in it. */
class Places {
  private readonly looked = new Map<string, Promise<boolean>>();

  /** Both with links resolved. */
  constructor(
    readonly from: string,
    readonly to: string,
  ) {}

  /** Whether a folder is where its path says in both worktrees; it is made in the second. */
  areSafe(folder: string): Promise<boolean> {
    const known = this.looked.get(folder) ?? this.look(folder);
    this.looked.set(folder, known);
    return known;
  }

  private async look(folder: string): Promise<boolean> {
    const target = join(this.to, folder);
    if (!isSame(await realpath(join(this.from, folder)), join(this.from, folder))) return false;
    if (!isSame(realPathOf(target), target)) return false;
    await mkdir(target, { recursive: true });
    return true;
  }
}

// File systems may give a name back in another of Unicode's forms than git.
function isSame(one: string, other: string): boolean {
  return one.normalize('NFC') === other.normalize('NFC');
}
