import { lstat } from 'node:fs/promises';
import type { Claim } from '../../core/claim';
import { compatible } from '../../core/claim';
import { describeTarget, relate } from '../../core/claimTarget';
import { plural } from '../../core/plural';
import { changedSince, notUndoable, restoreBlocked } from '../../core/errors';
import { matchGlob } from '../claims/matchGlob';
import type { Git } from '../git/git';
import { countImported, deleteImported } from '../import/importedRows';
import { headOf, obstacleTo } from '../landing/moveBranch';
import { takeLandingBack } from '../landing/takeLandingBack';
import { isReplaceable } from '../snapshots/replacing/replaceFiles';
import { diffTrees } from '../snapshots/treeDiff';
import { chooseBranch } from '../snapshots/restoreWorktree';
import { newWorktreeStep } from './newWorktreeStep';
import { resultsStep } from './resultsStep';
import type { UndoData } from './undoData';
import type { UndoParts, UndoStep } from './undoStep';
import { effect } from './undoStep';

/**
 * Finds out what putting an operation's changes back takes.
 * @throws CoordinatorError `notUndoable`, `restoreBlocked` when it cannot be done.
 */
export async function planUndo(
  parts: UndoParts,
  operation: number,
  undo: UndoData,
  force: boolean,
): Promise<UndoStep> {
  switch (undo.type) {
    case 'claims':
      return claimStep(parts, operation, undo);
    case 'session':
      return sessionStep(parts, operation, undo);
    case 'worktree':
      return worktreeStep(parts, operation, undo);
    case 'newWorktree':
      return newWorktreeStep(parts, operation, undo, force);
    case 'files':
      return fileStep(parts, operation, undo, force);
    case 'import':
      return importStep(parts, undo);
    case 'landing':
      return landingStep(parts, operation, undo);
    case 'settings':
      return settingsStep(parts, undo);
    case 'results':
      return resultsStep(parts, operation, undo, force);
  }
}

function claimStep(
  parts: UndoParts,
  operation: number,
  undo: UndoData & { readonly type: 'claims' },
): UndoStep {
  const holder = undo.before[0] ?? undo.after[0];
  const session = holder === undefined ? undefined : parts.sessions.byId(holder.sessionId);
  if (session === undefined || session.endedAt !== null)
    throw notUndoable(operation, 'the session has ended', 'Bring the session back first.');
  const kept = new Set(undo.before.map(({ id }) => id));
  const effects = [
    ...undo.after.filter(({ id }) => !kept.has(id)).map((claim) => effect(`The claim of "${session.name}" on ${describeTarget(claim)} is released.`)), // prettier-ignore
    ...undo.before.map((claim) => effect(backSentence(parts, claim, session.name))),
  ];
  return { effects, write: (db) => void parts.claims.putBack(db, undo, ttlMs(parts)) };
}

function ttlMs({ settings }: UndoParts): number {
  return settings.current.claimMinutes * 60_000;
}

function backSentence(parts: UndoParts, claim: Claim, holder: string): string {
  const others = parts.claims.on(claim).filter(({ sessionId }) => sessionId !== claim.sessionId); // prettier-ignore
  const blocker = others.find((one) => !compatible(claim.mode, one.mode, relate(claim, one, matchGlob)));
  const other = blocker && (parts.sessions.byId(blocker.sessionId)?.name ?? blocker.sessionId);
  return other === undefined
    ? `"${holder}" holds ${describeTarget(claim)} again (${claim.mode}).`
    : `The claim of "${holder}" on ${describeTarget(claim)} stays released, since "${other}" holds it now.`;
}

function sessionStep(
  parts: UndoParts,
  operation: number,
  undo: UndoData & { readonly type: 'session' },
): UndoStep {
  const session = parts.sessions.byId(undo.sessionId);
  if (session === undefined) throw notUndoable(operation, 'nothing is known of the session any more');
  if (session.endedAt === null) throw notUndoable(operation, `session "${session.name}" is alive`);
  const namesake = parts.sessions.live().find(({ name }) => name === session.name);
  if (namesake !== undefined)
    throw notUndoable(operation, `another session is named "${session.name}" now`, 'End that one first.');
  const back = `Session "${session.name}" is there again; start its agent with: parallel-cc resume ${session.name}.`;
  return {
    effects: [effect(back), ...undo.claims.map((claim) => effect(backSentence(parts, claim, session.name)))],
    write: (db) => {
      parts.sessions.reopen(db, undo.sessionId);
      parts.claims.putBack(db, { before: undo.claims, after: [] }, ttlMs(parts));
    },
  };
}

async function worktreeStep(
  parts: UndoParts,
  operation: number,
  undo: UndoData & { readonly type: 'worktree' },
): Promise<UndoStep> {
  const { path } = undo.note;
  if ((await lstat(path).catch(() => null)) !== null)
    throw restoreBlocked(path, 'something of that name is there');
  const { git, rebuilds } = parts;
  const kept = await git.run(['rev-parse', '--verify', '--quiet', undo.snapshotRef], { okCodes: [0, 1] });
  if (kept.code !== 0) throw notUndoable(operation, 'the snapshot of the worktree has expired');
  const files = await diffTrees(git, undo.head, undo.snapshotRef);
  const branch = await branchSentence(git, undo, path);
  const unsaved = files.length === 0 ? '' : `, with ${plural(files.length, 'unsaved file')}`;
  return {
    effects: [{ summary: `The worktree ${path} is there again${branch}${unsaved}.`, files }],
    onDisk: async () => {
      const note = { ...undo.note, keptBecause: 'Its removal was undone.' };
      const { rebuilt, ...change } = await rebuilds.rebuild({ ...undo, path }, note);
      return { ...change, missing: rebuilt.missing };
    },
  };
}

async function branchSentence(
  git: Git,
  { branch, head }: UndoData & { readonly type: 'worktree' },
  path: string,
): Promise<string> {
  if (branch === null) return '';
  const { name } = await chooseBranch(git, { path, head }, branch);
  return name === branch
    ? ` on branch ${name}`
    : ` on branch ${name}, since ${branch} is in use or has moved on`;
}

async function fileStep(
  parts: UndoParts,
  operation: number,
  undo: UndoData & { readonly type: 'files' },
  force: boolean,
): Promise<UndoStep> {
  const known = parts.sessions.byId(undo.sessionId);
  if (known === undefined) throw notUndoable(operation, 'nothing is known of the session any more');
  // A subagent's worktree is not its session's.
  const session = { ...known, worktreePath: undo.worktreePath };
  const now = await parts.timeline.take(session, 'beforeRestore');
  const since = await diffTrees(parts.git, undo.after, now.tree, undo.paths);
  if (since[0] !== undefined && !force) throw changedSince(operation, since[0].path);
  const files = (await diffTrees(parts.git, now.tree, undo.before, undo.paths)).filter(isReplaceable);
  const verb = files.length === 1 ? 'is' : 'are';
  return {
    effects: [{ summary: `${plural(files.length, 'file')} of "${known.name}" ${verb} put back.`, files }],
    onDisk: () => {
      parts.ourWrites.note(undo.worktreePath, files);
      return parts.replacements.replace(undo.worktreePath, undo.before, files);
    },
    after: () => {
      parts.timeline.note(session, 'between');
      return Promise.resolve();
    },
  };
}

// A worktree that was removed since and brought back has a note of its own, which this one's session does not name.
function importStep(parts: UndoParts, undo: UndoData & { readonly type: 'import' }): UndoStep {
  const { state, worktrees } = parts;
  const count = state.read((db) => countImported(db, undo.batch));
  const ours = worktrees.notes().filter((note) => undo.worktrees.some(({ path, sessionId }) => note.path === path && note.sessionId === sessionId)); // prettier-ignore
  return {
    effects: [
      effect(`What was brought over is dropped, ${plural(count, 'record')}; the file that it came from has it still.`), // prettier-ignore
      ...ours.map(({ path }) => effect(`Worktree ${path} is not taken for ours any more.`)),
    ],
    write: (db) => {
      deleteImported(db, undo.batch);
      for (const { path } of ours) worktrees.dropNote(db, path);
    },
    after: async () => {
      await worktrees.refresh();
    },
  };
}

async function landingStep(
  { git }: UndoParts,
  operation: number,
  undo: UndoData & { readonly type: 'landing' },
): Promise<UndoStep> {
  const { branch, before, after } = undo;
  const head = await headOf(git, branch);
  // It is there already where an undo was cut short before it was noted.
  if (head !== after && head !== before)
    throw notUndoable(operation, `${branch} has moved on since`, `Undo what came later first, or take it back with a new commit: git revert -m 1 ${after.slice(0, 10)} (without -m 1 where it is no merge).`); // prettier-ignore
  const obstacle = head === before ? null : await obstacleTo(git, { branch, from: after, to: before });
  if (obstacle !== null) throw notUndoable(operation, obstacle.replace(/\.$/, ''));
  const files = await diffTrees(git, head, before);
  return {
    effects: [{ summary: `${branch} is at ${before.slice(0, 10)} again.`, files }],
    onDisk: () => takeLandingBack(git, operation, undo),
  };
}

function settingsStep({ settings }: UndoParts, undo: UndoData & { readonly type: 'settings' }): UndoStep {
  const names = Object.keys(undo.before);
  return {
    effects: Object.entries(undo.before).map(([name, value]) => effect(`Setting ${name} is ${JSON.stringify(value)} again.`)), // prettier-ignore
    onDisk: async () => {
      const now = Object.fromEntries(Object.entries(settings.current).filter(([name]) => names.includes(name))); // prettier-ignore
      await settings.update(undo.before);
      return {
        settle: () => undefined,
        takeBack: async () => {
          await settings.update(now);
        },
        finish: () => Promise.resolve(),
      };
    },
  };
}
