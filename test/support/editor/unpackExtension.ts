import { cp } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

/** Copies what an editor needs of the built extension into a folder. */
export async function unpackExtension(folder: string): Promise<void> {
  for (const part of ['package.json', 'dist', 'media'])
    await cp(join(root, part), join(folder, part), { recursive: true });
}
