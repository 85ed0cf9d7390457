import type { Stats } from 'node:fs';
import { lstat, realpath, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename } from 'node:path';
import type { SandboxPaths } from '../sandboxPaths';
import { metadataOf } from './fileMetadata';

/** What clients are told of a file, in the JSON form of envd's `EntryInfo`. */
export interface EntryInfo {
  readonly name: string;
  readonly type: 'FILE_TYPE_FILE' | 'FILE_TYPE_DIRECTORY' | 'FILE_TYPE_SYMLINK' | 'FILE_TYPE_UNSPECIFIED';
  readonly path: string;
  /** Bytes; a text, as JSON of Protocol Buffers has 64-bit numbers. */
  readonly size: string;
  readonly mode: number;
  /** For example `-rw-r--r--`. */
  readonly permissions: string;
  readonly owner: string;
  readonly group: string;
  readonly modifiedTime: string;
  readonly symlinkTarget?: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Describes a file. A link has the type of what it points to, as in E2B; one that points nowhere is a link. */
export async function entryInfo(path: string, paths: SandboxPaths): Promise<EntryInfo> {
  const own = await lstat(path);
  const target = own.isSymbolicLink() ? await stat(path).catch(() => own) : own;
  return {
    name: basename(path),
    type: typeOf(target),
    path: paths.shown(path),
    size: String(own.size),
    mode: target.mode & 0o777,
    permissions: permissionsOf(own),
    owner: nameOfId(own.uid),
    group: nameOfId(own.gid),
    modifiedTime: own.mtime.toISOString(),
    ...(own.isSymbolicLink() ? { symlinkTarget: await realpath(path).catch(() => '') } : {}),
    metadata: metadataOf(own),
  };
}

function typeOf(stats: Stats): EntryInfo['type'] {
  if (stats.isFile()) return 'FILE_TYPE_FILE';
  if (stats.isDirectory()) return 'FILE_TYPE_DIRECTORY';
  return stats.isSymbolicLink() ? 'FILE_TYPE_SYMLINK' : 'FILE_TYPE_UNSPECIFIED';
}

function permissionsOf(stats: Stats): string {
  const kind = stats.isDirectory() ? 'd' : stats.isSymbolicLink() ? 'L' : '-';
  const bits = Array.from('rwxrwxrwx', (letter, index) => (stats.mode & (0o400 >> index) ? letter : '-'));
  return kind + bits.join('');
}

// Inside of the namespaces only the sandbox's user has an id; everything else belongs to the system.
function nameOfId(id: number): string {
  return id === userInfo().uid ? 'user' : 'root';
}
