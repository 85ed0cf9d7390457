import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { notPermitted } from '../core/errors';

/** Reads a text file; null when there is none. */
export async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw permissionError('read', file, error);
  }
}

/**
 * Replaces a file in one step, so that nobody ever reads half of it. A link stays a link and its target is replaced;
 * the mode is kept, and new files and folders are for the user only.
 */
export async function replaceFile(file: string, content: string | Buffer): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const target = await realpath(file).catch(() => file);
    const mode = await stat(target).then(
      (found) => found.mode & 0o777,
      () => 0o600,
    );
    const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      await writeFile(temporary, content, { flag: 'wx', mode });
      await chmod(temporary, mode);
      await rename(temporary, target);
    } finally {
      await rm(temporary, { force: true });
    }
  } catch (error) {
    throw permissionError('write', file, error);
  }
}

/** Removes a file, if there is one. */
export async function removeFile(file: string): Promise<void> {
  try {
    await rm(file, { force: true });
  } catch (error) {
    throw permissionError('remove', file, error);
  }
}

function permissionError(what: string, file: string, error: unknown): unknown {
  return ['EACCES', 'EPERM', 'EROFS'].includes(codeOf(error)) ? notPermitted(what, file, error) : error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
