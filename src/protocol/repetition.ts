import type { MethodName } from './methods';

/**
 * What a method does when a call is repeated because its answer was lost with its host: `harmless`, the same as once;
 * `remembered`, it would do more, so the host keeps the answer by request id and gives it again; `never`, it is not
 * repeated.
 */
export type Repetition = 'harmless' | 'remembered' | 'never';

/** How each method is repeated. */
export const repetitions: Readonly<Record<MethodName, Repetition>> = {
  hello: 'never',
  // It would be the successor that is asked to leave.
  handOver: 'never',
  registerSession: 'remembered',
  // Without a number it means the newest operation, which by then may be another one.
  undoOperation: 'remembered',
  // By then the name may be that of another session, the path that of another's claim or of a new worktree.
  releaseSession: 'remembered',
  releaseClaims: 'remembered',
  handOverClaims: 'remembered',
  takeNumber: 'remembered',
  removeWorktree: 'remembered',
  sendMessage: 'remembered',
  cleanUp: 'remembered',
  resumeSession: 'remembered',
  takeSnapshot: 'remembered',
  restoreSnapshot: 'remembered',
  retrySetup: 'remembered',
  importOld: 'remembered',
  dismissRepairs: 'remembered',
  // It tells of each merge once.
  lookForMerges: 'remembered',
  // The session that it made under the request id is found again.
  startRun: 'harmless',
  listRuns: 'harmless',
  getRun: 'harmless',
  stopRun: 'harmless',
  pauseRun: 'harmless',
  resumeRun: 'harmless',
  collectRun: 'harmless',
  // A session that has the claim gets it again; one that has lost it meanwhile must hear that.
  acquireClaims: 'harmless',
  stopWaiting: 'harmless',
  // What it hands over is handed to the same request again; see `Notices.take`.
  agentEvent: 'harmless',
  checkCommit: 'harmless',
  heartbeat: 'harmless',
  setProcess: 'harmless',
  updateSettings: 'harmless',
  subscribe: 'harmless',
  unsubscribe: 'harmless',
  getSnapshot: 'harmless',
  // What it hands over is handed to the same request again; see `Notices.take`.
  takeNotices: 'harmless',
  subscribeMerge: 'harmless',
  cancelMergeSubscription: 'remembered',
  getMergeStatus: 'harmless',
  listMerges: 'harmless',
  previewMerge: 'harmless',
  rebaseSession: 'remembered',
  listMergeSubscriptions: 'harmless',
  planLanding: 'harmless',
  landSessions: 'remembered',
  listLandings: 'harmless',
  cancelLandings: 'harmless',
  getChecks: 'harmless',
  decideChecks: 'harmless',
  getConflictTexts: 'harmless',
  getChangedFiles: 'harmless',
  getFileAtBase: 'harmless',
  listOperations: 'harmless',
  inspectWorktrees: 'harmless',
  listSnapshots: 'harmless',
  getSnapshotFile: 'harmless',
  getHealth: 'harmless',
  listUnmanaged: 'harmless',
  checkGuards: 'harmless',
  listImported: 'harmless',
  getSetupPlan: 'harmless',
  getSetup: 'harmless',
  decideSetupTrust: 'harmless',
  forgetSetupTrust: 'harmless',
  cancelSetup: 'harmless',
};
