import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readlink, stat } from 'node:fs/promises';

/** What kinds of objects are made here. */
export type ObjectType = 'blob' | 'tree' | 'commit';

/**
 * Names bytes as git does: by the hash of a header and the bytes.
 * @param like an id of the same repository, whose length tells the kind of hash.
 */
export function blobIdOf(bytes: Uint8Array, like: string): string {
  return objectIdOf('blob', bytes, like);
}

/** The same for an object of any type. */
export function objectIdOf(type: ObjectType, bytes: Uint8Array, like: string): string {
  return hasher(type, bytes.length, like).update(bytes).digest('hex');
}

/** The algorithm of a repository's ids. @param like as for `blobIdOf`. */
export function hashOf(like: string): 'sha1' | 'sha256' {
  return like.length === 40 ? 'sha1' : 'sha256';
}

/** Names what is in a file, read as it is on disk, past all filters. @param like as for `blobIdOf`. */
export async function blobIdOfFile(path: string, like: string): Promise<string> {
  const { size } = await stat(path);
  const hash = hasher('blob', size, like);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Names what a symbolic link says. @param like as for `blobIdOf`. */
export async function blobIdOfLink(path: string, like: string): Promise<string> {
  return blobIdOf(await readlink(path, { encoding: 'buffer' }), like);
}

function hasher(type: ObjectType, size: number, like: string): ReturnType<typeof createHash> {
  return createHash(hashOf(like)).update(`${type} ${size}\0`);
}
