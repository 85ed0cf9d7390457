import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessRef } from './isolation/sandboxProcess';
import { processRef } from './isolation/sandboxProcess';

/** How long another may take to find that it has taken the place of a living holder, in milliseconds. */
const settleMs = 50;

/**
 * Makes this process the holder of a lock file. Resolves with the process that holds it already, or null when it is ours.
 * A holder that has died is put aside. Whoever puts aside a living one by chance puts it back, so it is looked at again
 * after a moment.
 */
export async function takeLock(path: string): Promise<ProcessRef | null> {
  const own = await processRef(process.pid);
  if (own === undefined) throw new Error('this process does not see itself');
  const text = JSON.stringify(own);
  for (;;) {
    if (await linkNew(path, text)) {
      await delay(settleMs);
      if ((await read(path)) === text) return null;
    }
    const held = await read(path);
    if (held === undefined) continue;
    const holder = JSON.parse(held) as ProcessRef;
    if ((await processRef(holder.pid))?.startedAt === holder.startedAt) return holder;
    await putAside(path, held);
  }
}

/** Gives a lock back. */
export async function giveLockBack(path: string): Promise<void> {
  await rm(path, { force: true });
}

async function linkNew(path: string, text: string): Promise<boolean> {
  const temporary = temporaryName(path);
  await writeFile(temporary, text, { mode: 0o600 });
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function putAside(path: string, judged: string): Promise<void> {
  const aside = temporaryName(path);
  const moved = await rename(path, aside).then(
    () => true,
    () => false,
  );
  if (!moved) return;
  if ((await read(aside)) !== judged) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

function read(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

function temporaryName(path: string): string {
  return `${path}.${randomBytes(6).toString('hex')}.tmp`;
}
