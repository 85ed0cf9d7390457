import { lstat } from 'node:fs/promises';
import type { Clock } from '../../base/clock';
import type { Claim } from '../../core/claim';
import { compatible } from '../../core/claim';
import { describeTarget, relate } from '../../core/claimTarget';
import { plural } from '../../core/plural';
import { notUndoable, restoreBlocked } from '../../core/errors';
import type { Claims } from '../claims/claims';
import { matchGlob } from '../claims/matchGlob';
import type { Git } from '../git/git';
import { countImported } from '../import/importedRows';
import { headOf } from '../landing/moveBranch';
import type { Sessions } from '../sessions';
import type { SettingsFile } from '../settings';
import type { Timeline } from '../snapshots/timeline';
import type { TreeDifference } from '../snapshots/treeDiff';
import { diffTrees } from '../snapshots/treeDiff';
import type { State } from '../state';
import type { OurWrites } from '../watch/ourWrites';
import type { Worktrees } from '../worktrees/worktrees';
import type { UndoData } from './undoData';

/** What undoing needs of the engine. */
export interface UndoParts {
  readonly git: Git;
  readonly state: State;
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly claims: Claims;
  readonly settings: SettingsFile;
  readonly worktrees: Worktrees;
  readonly timeline: Timeline;
  readonly ourWrites: OurWrites;
}

/** One thing that an undo does. */
export interface UndoEffect {
  /** A sentence for people. */
  readonly summary: string;
  /** The files that it changes. */
  readonly files: readonly TreeDifference[];
}

/**
 * Says what putting an operation's changes back does.
 * @throws CoordinatorError `notUndoable`, `restoreBlocked` when it cannot be done.
 */
export async function previewUndo(
  parts: UndoParts,
  operation: number,
  undo: UndoData,
  force: boolean,
): Promise<UndoEffect[]> {
  switch (undo.type) {
    case 'claims':
      return claimEffects(parts, operation, undo);
    case 'session':
      return sessionEffects(parts, operation, undo);
    case 'worktree':
      return worktreeEffects(parts, operation, undo);
    case 'files':
      return fileEffects(parts, operation, undo, force);
    case 'import':
      return importEffects(parts, undo);
    case 'landing':
      return landingEffects(parts, operation, undo);
    case 'settings':
      return Object.entries(undo.before).map(([name, value]) =>
        effect(`Setting ${name} is ${JSON.stringify(value)} again.`),
      );
  }
}

function claimEffects(
  parts: UndoParts,
  operation: number,
  undo: UndoData & { readonly type: 'claims' },
): UndoEffect[] {
  const holder = undo.before[0] ?? undo.after[0];
  const session = holder === undefined ? undefined : parts.sessions.byId(holder.sessionId);
  if (session === undefined || session.endedAt !== null)
    throw notUndoable(operation, 'the session has ended', 'Bring the session back first.');
  const kept = new Set(undo.before.map(({ id }) => id));
  return [
    ...undo.after.filter(({ id }) => !kept.has(id)).map((claim) => effect(`The claim of "${session.name}" on ${describeTarget(claim)} is released.`)), // prettier-ignore
    ...undo.before.map((claim) => effect(backSentence(parts, claim, session.name))),
  ];
}

function backSentence(parts: UndoParts, claim: Claim, holder: string): string {
  const others = parts.claims.on(claim).filter(({ sessionId }) => sessionId !== claim.sessionId); // prettier-ignore
  const blocker = others.find((one) => !compatible(claim.mode, one.mode, relate(claim, one, matchGlob)));
  const other = blocker && (parts.sessions.byId(blocker.sessionId)?.name ?? blocker.sessionId);
  return other === undefined
    ? `"${holder}" holds ${describeTarget(claim)} again (${claim.mode}).`
    : `The claim of "${holder}" on ${describeTarget(claim)} stays released, since "${other}" holds it now.`;
}

function sessionEffects(
  parts: UndoParts,
  operation: number,
  undo: UndoData & { readonly type: 'session' },
): UndoEffect[] {
  const session = parts.sessions.byId(undo.sessionId);
  if (session === undefined) throw notUndoable(operation, 'nothing is known of the session any more');
  if (session.endedAt === null) throw notUndoable(operation, `session "${session.name}" is alive`);
  const namesake = parts.sessions.live().find(({ name }) => name === session.name);
  if (namesake !== undefined)
    throw notUndoable(operation, `another session is named "${session.name}" now`, 'End that one first.');
  const back = `Session "${session.name}" is there again; start its agent with: parallel-cc resume ${session.name}.`;
  return [effect(back), ...undo.claims.map((claim) => effect(backSentence(parts, claim, session.name)))];
}

async function worktreeEffects(
  parts: UndoParts,
  operation: number,
  undo: UndoData & { readonly type: 'worktree' },
): Promise<UndoEffect[]> {
  const { path } = undo.note;
  if ((await lstat(path).catch(() => null)) !== null)
    throw restoreBlocked(path, 'something of that name is there');
  const { git } = parts;
  const kept = await git.run(['rev-parse', '--verify', '--quiet', undo.snapshotRef], { okCodes: [0, 1] });
  if (kept.code !== 0) throw notUndoable(operation, 'the snapshot of the worktree has expired');
  const files = await diffTrees(git, undo.head, undo.snapshotRef);
  const branch = undo.branch === null ? '' : ` on branch ${undo.branch}`;
  const unsaved = files.length === 0 ? '' : `, with ${files.length} unsaved ${files.length === 1 ? 'file' : 'files'}`; // prettier-ignore
  return [{ summary: `The worktree ${path} is there again${branch}${unsaved}.`, files }];
}

async function fileEffects(
  parts: UndoParts,
  operation: number,
  undo: UndoData & { readonly type: 'files' },
  force: boolean,
): Promise<UndoEffect[]> {
  const session = parts.sessions.byId(undo.sessionId);
  if (session === undefined) throw notUndoable(operation, 'nothing is known of the session any more');
  const now = await parts.timeline.take({ ...session, worktreePath: undo.worktreePath }, 'beforeRestore');
  const since = await diffTrees(parts.git, undo.after, now.tree, undo.paths);
  if (since.length > 0 && !force)
    throw notUndoable(operation, `${since[0]?.path ?? ''} was changed since`, 'Undo it all the same with --force; what is there now is kept as a snapshot.'); // prettier-ignore
  const files = await diffTrees(parts.git, now.tree, undo.before, undo.paths);
  return [{ summary: `${files.length} ${files.length === 1 ? 'file' : 'files'} of "${session.name}" are put back.`, files }]; // prettier-ignore
}

function importEffects(parts: UndoParts, undo: UndoData & { readonly type: 'import' }): UndoEffect[] {
  const count = parts.state.read((db) => countImported(db, undo.batch));
  return [
    effect(
      `What was brought over is dropped, ${plural(count, 'record')}; the file that it came from has it still.`,
    ),
    ...undo.worktrees.map(({ path }) => effect(`Worktree ${path} is not taken for ours any more.`)),
  ];
}

async function landingEffects(
  { git }: UndoParts,
  operation: number,
  { branch, before, after }: UndoData & { readonly type: 'landing' },
): Promise<UndoEffect[]> {
  if ((await headOf(git, branch)) !== after)
    throw notUndoable(operation, `${branch} has moved on since`, `Undo what came later first, or take it back with a new commit: git revert -m 1 ${after.slice(0, 10)} (without -m 1 where it is no merge).`); // prettier-ignore
  const files = await diffTrees(git, after, before);
  return [{ summary: `${branch} is at ${before.slice(0, 10)} again.`, files }];
}

function effect(summary: string): UndoEffect {
  return { summary, files: [] };
}
