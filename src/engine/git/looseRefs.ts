import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const headsPrefix = 'refs/heads/';
const idPattern = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** A commit that is checked out, and its branch if one is. */
export interface CheckedOut {
  readonly head: string;
  readonly branch: string | null;
}

/**
 * Reads what is checked out from the files that git keeps refs in.
 * @returns null where they do not say it plainly; git knows it then, or that there is no commit.
 */
export async function readCheckedOut(gitDir: string, commonDir: string): Promise<CheckedOut | null> {
  const text = (await readFile(join(gitDir, 'HEAD'), 'utf8')).trim();
  if (idPattern.test(text)) return { head: text, branch: null };
  const ref = /^ref: (refs\/heads\/\S+)$/.exec(text)?.[1];
  const head = ref === undefined ? null : await readRef(commonDir, ref);
  return ref === undefined || head === null ? null : { head, branch: ref.slice(headsPrefix.length) };
}

/** Reads a ref from the files that git keeps refs in; null where they do not say it plainly. */
export async function readRef(commonDir: string, ref: string): Promise<string | null> {
  const loose = await readFile(join(commonDir, ref), 'utf8').catch(() => null);
  if (loose !== null) return idPattern.test(loose.trim()) ? loose.trim() : null;
  const packed = await readFile(join(commonDir, 'packed-refs')).catch(() => null);
  const at = packed?.indexOf(` ${ref}\n`) ?? -1;
  if (packed === null || at < 0) return null;
  const id = packed.toString('latin1', packed.lastIndexOf('\n', at) + 1, at);
  return idPattern.test(id) ? id : null;
}

/** Whether there is a ref of a name, or anything else in its place. */
export async function mayExist(commonDir: string, ref: string): Promise<boolean> {
  const found = await lstat(join(commonDir, ref)).catch(() => null);
  return found !== null || (await readRef(commonDir, ref)) !== null;
}

/** Whether a name is surely one that git takes for a ref's. */
export function isPlainRef(ref: string): boolean {
  return /^refs(?:\/[\w-]+(?:\.[\w-]+)*)+$/.test(ref) && !/\.lock(?:\/|$)/.test(ref);
}
