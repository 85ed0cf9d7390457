import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readlink, stat } from 'node:fs/promises';

/**
 * Names bytes as git does: by the hash of a header and the bytes.
 * @param like an id of the same repository, whose length tells the kind of hash.
 */
export function blobIdOf(bytes: Uint8Array, like: string): string {
  return hasher(bytes.length, like).update(bytes).digest('hex');
}

/** Names what is in a file, read as it is on disk, past all filters. @param like as for `blobIdOf`. */
export async function blobIdOfFile(path: string, like: string): Promise<string> {
  const { size } = await stat(path);
  const hash = hasher(size, like);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Names what a symbolic link says. @param like as for `blobIdOf`. */
export async function blobIdOfLink(path: string, like: string): Promise<string> {
  return blobIdOf(await readlink(path, { encoding: 'buffer' }), like);
}

function hasher(size: number, like: string): ReturnType<typeof createHash> {
  return createHash(like.length === 40 ? 'sha1' : 'sha256').update(`blob ${size}\0`);
}
