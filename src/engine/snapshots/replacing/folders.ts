import { rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The folders around a file, from the innermost outwards, without the top. */
export function foldersOf(path: string): string[] {
  const folder = dirname(path);
  return folder === '.' ? [] : [folder, ...foldersOf(folder)];
}

/** Removes folders, in this order, as long as they are empty. */
export async function removeEmptied(root: string, folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    const isRemoved = await rmdir(join(root, folder)).then(() => true, () => false); // prettier-ignore
    if (!isRemoved) return;
  }
}
