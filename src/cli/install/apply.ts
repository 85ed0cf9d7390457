import { readText, removeFile, replaceFile } from '../files';
import type { Installation, InstallState } from './edit';
import { stateOf } from './edit';

/** What an installation did, or would do, to its file. */
export interface Change {
  readonly what: Installation['what'];
  readonly file: string;
  readonly outcome: 'added' | 'updated' | 'removed' | 'unchanged';
  /** The copy of the file as it was before the first installation; null when the file is ours alone or unchanged. */
  readonly backup: string | null;
}

/** What is installed at a place now. */
export interface Status {
  readonly what: Installation['what'];
  readonly file: string;
  readonly state: InstallState;
}

/** Looks whether a thing is installed. */
export async function statusOf(installation: Installation): Promise<Status> {
  const { what, file } = installation;
  return { what, file, state: stateOf(installation, await readText(file)) };
}

/** Puts a thing into its file; the file as it was before the first time is kept beside it. */
export async function install(installation: Installation, dryRun: boolean): Promise<Change> {
  const { what, file } = installation;
  const before = await readText(file);
  const after = installation.add(before);
  if (after === before) return { what, file, outcome: 'unchanged', backup: null };
  const state = stateOf(installation, before);
  const backup = before !== null && state === 'absent' ? backupOf(installation) : null;
  if (!dryRun) {
    if (before !== null && backup !== null) await replaceFile(backup, before);
    await replaceFile(file, after);
  }
  return { what, file, outcome: state === 'absent' ? 'added' : 'updated', backup };
}

/**
 * Takes a thing out of its file. Where nothing else has changed since, the file becomes what it was, byte for byte;
 * otherwise only our part goes. A file that we made and that holds nothing else goes too.
 */
export async function uninstall(installation: Installation, dryRun: boolean): Promise<Change> {
  const { what, file } = installation;
  const present = await readText(file);
  if (present === null) return { what, file, outcome: 'unchanged', backup: null };
  const without = installation.remove(present);
  if (without === present) return { what, file, outcome: 'unchanged', backup: null };
  if (!dryRun) {
    const backup = await readText(backupOf(installation));
    const untouched = backup !== null && installation.add(backup) === present;
    const after = untouched ? backup : without;
    if (backup === null && isEmpty(after)) await removeFile(file);
    else await replaceFile(file, after);
    await removeFile(backupOf(installation));
  }
  return { what, file, outcome: 'removed', backup: null };
}

function isEmpty(text: string): boolean {
  return ['', '{}'].includes(text.replace(/\s/g, ''));
}

function backupOf({ file, what }: Installation): string {
  return `${file}.before-parallel-cc-${what}`;
}
