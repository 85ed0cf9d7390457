import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { notPermitted } from '../core/errors';

/**
 * Reads the token of a repository's server over HTTP from a file that only its user may read, and makes it at first.
 * @throws CoordinatorError `notPermitted`.
 */
export async function readHttpToken(file: string): Promise<string> {
  try {
    await mkdir(dirname(file), { recursive: true });
    const token = randomBytes(32).toString('base64url');
    await writeFile(file, `${token}\n`, { mode: 0o600, flag: 'wx' });
    return token;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST'))
      throw notPermitted('create the file', file, error);
    return (await readFile(file, 'utf8')).trim();
  }
}
