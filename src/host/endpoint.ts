import { createHash, randomBytes } from 'node:crypto';
import { lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { notPermitted } from '../core/errors';
import { unwritable } from '../core/storeFailure';

/** The longest path that every system takes for a socket, in bytes (macOS: 104 with the closing zero). */
const longestSocketPath = 103;

/**
 * Prepares the address that a host listens on: a pipe on Windows, elsewhere a socket in a folder that only the user can
 * enter. Addresses of different epochs differ, so a host never meets the socket of one before it.
 * @throws CoordinatorError `notPermitted` when the folder is not ours alone; `storeUnavailable` when there is no room for it.
 */
export async function prepareEndpoint(commonDir: string): Promise<(epoch: number) => string> {
  const name = nameOf(commonDir);
  const secret = randomBytes(4).toString('hex');
  if (process.platform === 'win32') return (epoch) => `\\\\.\\pipe\\parallel-cc-${name}-${epoch}-${secret}`;
  const folder = runtimeFolder(name);
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw unwritable('create the folder', folder, error);
  });
  const found = await lstat(folder);
  const isOurs = found.isDirectory() && found.uid === userInfo().uid && (found.mode & 0o077) === 0;
  if (!isOurs) throw notPermitted('use as a private folder', folder);
  return (epoch) => join(folder, `${name}-${epoch}-${secret}.sock`);
}

/** Removes the sockets that hosts of epochs before have left behind when they were killed; pipes vanish by themselves. */
export async function removeStaleEndpoints(commonDir: string, own: string, epoch: number): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = dirname(own);
  const epochOf = (file: string): number =>
    file.startsWith(`${nameOf(commonDir)}-`) ? Number(file.split('-')[1]) : Number.NaN;
  const stale = (await readdir(folder)).filter((file) => epochOf(file) < epoch);
  await Promise.all(stale.map((file) => rm(join(folder, file), { force: true })));
}

/** Removes the socket of a host that has closed. */
export async function removeEndpoint(endpoint: string): Promise<void> {
  if (process.platform !== 'win32') await rm(endpoint, { force: true });
}

function nameOf(commonDir: string): string {
  return createHash('sha256').update(commonDir).digest('hex').slice(0, 16);
}

function runtimeFolder(name: string): string {
  const preferred = process.env['XDG_RUNTIME_DIR'];
  const candidates = [
    ...(preferred === undefined || preferred === '' ? [] : [join(preferred, 'parallel-cc')]),
    join(tmpdir(), `parallel-cc-${userInfo().uid}`),
  ];
  const fits = (folder: string): boolean =>
    Buffer.byteLength(join(folder, `${name}-1234567-12345678.sock`)) <= longestSocketPath;
  return candidates.find(fits) ?? join('/tmp', `parallel-cc-${userInfo().uid}`);
}
