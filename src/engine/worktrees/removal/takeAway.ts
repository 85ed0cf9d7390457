import type { Clock } from '../../../base/clock';
import { CoordinatorError } from '../../../core/errors';
import type { Git } from '../../git/git';
import { findUsers } from '../../processes/folderUse';
import { describeUser } from '../../processes/openPath';
import type { TakenSnapshot } from '../../snapshots/takeSnapshot';
import { snapshotToTrash } from '../trash';
import type { Aside, Asides } from './asides';
import type { Examination, OurWorktree } from './examine';
import { survey } from './survey';

/** Why a worktree stays although its removal had begun. Everything is as it was. */
export class Stays extends Error {}

/** A worktree that is out of everybody's way, with all that was in it kept. */
export interface TakenAway {
  readonly snapshot: TakenSnapshot;
  readonly aside: Aside;
}

/** What taking worktrees away needs. */
export interface TakeAwayParts {
  /** In the main worktree. */
  readonly git: Git;
  readonly clock: Clock;
  readonly asides: Asides;
}

/**
 * Takes a complete snapshot of a worktree and moves its folder aside, where nobody finds it, then looks once more
 * whether anything happened in it since it was examined.
 * @param since when it was begun to be examined, in milliseconds since the Unix epoch.
 * @throws Stays when the worktree has to stay; then it is where it was, and nothing is kept of it.
 */
export async function takeAway(
  parts: TakeAwayParts,
  worktree: OurWorktree,
  found: Examination,
  since: number,
): Promise<TakenAway> {
  const snapshot = await keepAll(parts, worktree, found);
  const aside = await moveAside(parts.asides, worktree.path).catch(async (error: unknown) => {
    await dropSnapshot(parts.git, snapshot);
    throw error;
  });
  const why = await whatHappened(aside, found, since);
  if (why === null) return { snapshot, aside };
  await putBack(parts, { snapshot, aside }, why);
  throw new Stays(why);
}

/**
 * Puts a worktree back that was taken away, and drops its snapshot.
 * @param why it stays, a sentence. @throws Stays when something else has taken its place.
 */
export async function putBack(
  { git, asides }: TakeAwayParts,
  { snapshot, aside }: TakenAway,
  why: string,
): Promise<void> {
  if (!(await asides.moveBack(aside)))
    throw new Stays(`${why} It is in ${aside.folder}, since something else took its place.`);
  await dropSnapshot(git, snapshot);
}

async function keepAll(
  { git, clock }: TakeAwayParts,
  { path, name }: OurWorktree,
  { ignored }: Examination,
): Promise<TakenSnapshot> {
  const all = [...ignored.kept, ...ignored.large.map((file) => file.path)];
  const snapshot = await snapshotToTrash(git.at(path), name, all, clock.now()).catch((error: unknown) => {
    throw new Stays(`It could not be kept first. ${error instanceof CoordinatorError ? error.message : String(error)}`); // prettier-ignore
  }); // prettier-ignore
  if (snapshot.leftOut.length === 0) return snapshot;
  await dropSnapshot(git, snapshot);
  throw new Stays(`Not all of it could be kept. ${snapshot.leftOut.join(' ')}`);
}

function moveAside(asides: Asides, path: string): Promise<Aside> {
  return asides.move(path).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    if (code === null) throw error;
    const busy = code === 'EBUSY' || (process.platform === 'win32' && /^(EPERM|EACCES)$/.test(code));
    throw new Stays(busy ? `It is in use: a program has something in it open (${code}).` : `Its folder cannot be moved (${code}).`); // prettier-ignore
  });
}

// A process may have come, or a file been written, between the first look and the move.
async function whatHappened(
  { folder, path }: Aside,
  { ignoredPaths }: Examination,
  since: number,
): Promise<string | null> {
  const [user] = (await findUsers(folder)).users;
  if (user !== undefined)
    return `It has just come into use: ${describeUser({ ...user, path: user.path.replace(folder, () => path) })}.`;
  const { lastChange } = await survey(folder, ignoredPaths);
  return lastChange.time >= since + 1 ? `"${lastChange.path}" in it was changed just now.` : null;
}

async function dropSnapshot(git: Git, { ref, commit }: TakenSnapshot): Promise<void> {
  await git.run(['update-ref', '-d', ref, commit], { okCodes: [0, 1, 128] });
}
