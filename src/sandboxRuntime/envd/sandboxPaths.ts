import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize, relative, sep } from 'node:path';
import { ConnectError } from '../connect/connectError';

/** The home that every sandbox's user seems to have, as in E2B. */
export const shownHome = '/home/user';

/** Says which file of the machine a path of a request names. */
export interface SandboxPaths {
  /** The absolute path of the file. Rejects with `permission_denied` when it is outside of the sandbox. */
  resolve(path: string): Promise<string>;
  /** The path that the client knows a file by. */
  shown(path: string): string;
}

/** Resolves paths inside of namespaces, where the kernel keeps every path within the sandbox. */
export function namespacePaths(home: string): SandboxPaths {
  return { resolve: (path) => Promise.resolve(expand(path, home)), shown: (path) => path };
}

/**
 * Resolves paths without namespaces: they must lie in one of the folders after all links are resolved.
 * @param roots with links resolved.
 */
export function confinedPaths(home: string, roots: readonly string[]): SandboxPaths {
  return {
    resolve: async (path) => {
      const wanted = inHome(expand(path, home), home);
      const real = await realpathOfExisting(wanted);
      if (!roots.some((root) => isWithin(root, real)))
        throw new ConnectError('permission_denied', `"${path}" is outside of the sandbox`);
      return real;
    },
    shown: (path) => (isWithin(home, path) ? join(shownHome, relative(home, path)) : path),
  };
}

function expand(path: string, home: string): string {
  if (path.includes('\0')) throw new ConnectError('invalid_argument', 'a path cannot contain a NUL byte');
  if (path === '~' || path.startsWith('~/')) return join(home, path.slice(1));
  return isAbsolute(path) ? normalize(path) : join(home, path);
}

function inHome(path: string, home: string): string {
  return isWithin(shownHome, path) ? join(home, relative(shownHome, path)) : path;
}

// What does not exist yet is where its nearest existing folder is.
async function realpathOfExisting(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
    return join(await realpathOfExisting(dirname(path)), path.slice(dirname(path).length));
  }
}

function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
