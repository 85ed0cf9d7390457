import type { ErrorCode } from '../core/errors';

/** What the process ends with. Scripts may rely on the numbers. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  noRepository: 3,
  refused: 4,
  conflicts: 5,
  noCoordinator: 6,
  git: 7,
  notFound: 8,
  programMissing: 9,
  cancelled: 130,
} as const;

/** The name of an exit code. */
export type ExitName = keyof typeof exitCodes;

/** What each exit code means, in the order in which the help shows them. */
export const exitMeanings: Readonly<Record<ExitName, string>> = {
  ok: 'done',
  failed: 'failed',
  usage: 'wrong usage or input',
  noRepository: 'not a git repository, a bare one, or one without commits',
  refused: 'refused: the file is claimed by another session, or work would be lost',
  conflicts: 'conflicts were found (conflicts --exit-code)',
  noCoordinator: 'the coordinator cannot be reached or is of another version',
  git: 'git is missing or too old',
  notFound: 'no such session, claim, worktree, ref, conflict, snapshot, operation or sandbox',
  programMissing: 'a program that was to be started is not installed',
  cancelled: 'cancelled',
};

const nameOfError: Readonly<Record<ErrorCode, ExitName>> = {
  invalidInput: 'usage',
  notARepository: 'noRepository',
  bareRepository: 'noRepository',
  noCommits: 'noRepository',
  pathOutsideRepository: 'usage',
  sessionNotFound: 'notFound',
  sessionAmbiguous: 'usage',
  claimNotFound: 'notFound',
  handOverRefused: 'refused',
  claimNotYours: 'refused',
  nameTaken: 'usage',
  refNotFound: 'notFound',
  worktreeNotFound: 'notFound',
  worktreeNotOurs: 'refused',
  worktreeBusy: 'refused',
  worktreeNotClean: 'refused',
  gitMissing: 'git',
  gitTooOld: 'git',
  gitFailed: 'failed',
  hostUnavailable: 'noCoordinator',
  hostBusy: 'noCoordinator',
  versionMismatch: 'noCoordinator',
  unauthorized: 'noCoordinator',
  storeUnavailable: 'failed',
  storeNewer: 'failed',
  notPermitted: 'failed',
  programNotFound: 'programMissing',
  conflictNotFound: 'notFound',
  snapshotNotFound: 'notFound',
  restoreBlocked: 'refused',
  previewOutdated: 'refused',
  rebaseBlocked: 'refused',
  sessionAtWork: 'refused',
  notResumable: 'refused',
  operationNotFound: 'notFound',
  notUndoable: 'refused',
  notImportable: 'usage',
  isolationMissing: 'refused',
  runtimeRuns: 'refused',
  runtimeUnavailable: 'failed',
  sandboxesRun: 'refused',
  sandboxUnavailable: 'failed',
  sandboxKeyRefused: 'failed',
  sandboxGone: 'notFound',
  templateNotFound: 'notFound',
  runNotFound: 'notFound',
  runNotPossible: 'refused',
  resultsUnusable: 'failed',
  secretsFound: 'refused',
  modelKeyMissing: 'refused',
  modelKeyRefused: 'refused',
  cancelled: 'cancelled',
  internal: 'failed',
};

/** The exit code of a failure. */
export function exitCodeOf(code: ErrorCode): number {
  return exitCodes[nameOfError[code]];
}
