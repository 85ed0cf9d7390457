/** Joins a path to a folder, lexically; `/c/x` is `c:/x` where the folder has a drive, as Git's shell on Windows has it. */
export function joinPath(folder: string, path: string): string {
  const hasDrive = /^[a-z]:/i.test(folder);
  const drive = hasDrive ? /^\/([a-z])(\/|$)/i.exec(path)?.[1] : undefined;
  if (drive !== undefined) return clean(`${drive}:/${path.slice(3)}`);
  if (isAbsolute(path)) return clean(path);
  return clean(`${folder}/${path}`);
}

/** Says whether a path starts at a root. */
export function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[a-z]:[\\/]/i.test(path) || path.startsWith('\\\\');
}

/** The last part of a path; empty for a root, `.` and `..`. */
export function baseName(path: string): string {
  const name =
    path
      .split(/[\\/]/)
      .filter((part) => part !== '')
      .at(-1) ?? '';
  return name === '.' || name === '..' || name.endsWith(':') ? '' : name;
}

// Elsewhere a backslash is part of a name, or quotes a character of a glob.
function hasDriveOrShare(path: string): boolean {
  return /^([a-z]:|\\\\)/i.test(path);
}

function clean(path: string): string {
  const isShare = path.startsWith('\\\\') || path.startsWith('//');
  const parts: string[] = [];
  for (const part of path.split(hasDriveOrShare(path) ? /[\\/]/ : '/')) {
    if (part === '..') {
      if (parts.length > 0 && !(parts.length === 1 && parts[0]?.endsWith(':'))) parts.pop();
    } else if (part !== '' && part !== '.') parts.push(part);
  }
  const joined = parts.join('/');
  if (isShare) return `//${joined}`;
  if (/^[a-z]:$/i.test(joined)) return `${joined}/`;
  return /^[a-z]:\//i.test(joined) ? joined : `/${joined}`;
}
