import type { DashboardTarget } from '../protocol/webview';

/** The id of every command that the extension contributes, by its name in the code. */
export const commandIds = {
  startAgent: 'parallel-cc.startAgent',
  openWorktree: 'parallel-cc.openWorktree',
  openTerminal: 'parallel-cc.openTerminal',
  diffSession: 'parallel-cc.diffSession',
  compareConflict: 'parallel-cc.compareConflict',
  messageSession: 'parallel-cc.messageSession',
  releaseClaim: 'parallel-cc.releaseClaim',
  endSession: 'parallel-cc.endSession',
  removeWorktree: 'parallel-cc.removeWorktree',
  cleanUp: 'parallel-cc.cleanUp',
  showLog: 'parallel-cc.showLog',
  showDashboard: 'parallel-cc.showDashboard',
  nextNeedsYou: 'parallel-cc.nextNeedsYou',
  installHooks: 'parallel-cc.installHooks',
  showStatus: 'parallel-cc.showStatus',
  showHistory: 'parallel-cc.showHistory',
  restoreSnapshot: 'parallel-cc.restoreSnapshot',
  undo: 'parallel-cc.undo',
  resumeSession: 'parallel-cc.resumeSession',
  startRun: 'parallel-cc.startRun',
  openRunLog: 'parallel-cc.openRunLog',
  pauseRun: 'parallel-cc.pauseRun',
  resumeRun: 'parallel-cc.resumeRun',
  killRun: 'parallel-cc.killRun',
} as const;

/** The name of a command. */
export type CommandName = keyof typeof commandIds;

/** What each command can be told; the palette tells it nothing, so it asks for what is missing. */
export interface CommandArguments {
  startAgent: [];
  openWorktree: [path?: string];
  openTerminal: [path?: string];
  diffSession: [sessionId?: string];
  /** `worktreePath` names the side that the user looks from. */
  compareConflict: [conflictId?: string, region?: number, worktreePath?: string];
  messageSession: [sessionId?: string];
  releaseClaim: [claimId?: string];
  endSession: [sessionId?: string];
  removeWorktree: [path?: string];
  cleanUp: [];
  showLog: [];
  showDashboard: [target?: DashboardTarget];
  nextNeedsYou: [];
  installHooks: [];
  showStatus: [];
  /** `label` names the snapshot. */
  showHistory: [sessionId?: string, label?: string | undefined];
  restoreSnapshot: [sessionId?: string, label?: string | undefined];
  /** The newest operation that can be undone, unless one is named. */
  undo: [operation?: number];
  resumeSession: [sessionId?: string];
  startRun: [];
  openRunLog: [sessionId?: string];
  pauseRun: [sessionId?: string];
  resumeRun: [sessionId?: string];
  killRun: [sessionId?: string];
}
