import type { Snapshot } from './snapshot';

/** What the extension tells the dashboard. */
export type ToWebview =
  | { readonly type: 'state'; readonly state: DashboardState }
  | { readonly type: 'reveal'; readonly target: DashboardTarget };

/** What the dashboard tells the extension. */
export type FromWebview =
  { readonly type: 'ready' } | { readonly type: 'intent'; readonly intent: DashboardIntent };

/** What the dashboard shows: the newest snapshot, or why there is none. */
export type DashboardState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'noFolder' }
  | { readonly kind: 'noRepository'; readonly message: string }
  | { readonly kind: 'untrusted' }
  | { readonly kind: 'offline'; readonly message: string; readonly last: Snapshot | null }
  | { readonly kind: 'live'; readonly snapshot: Snapshot };

/** A thing in the tree. */
export type DashboardTarget =
  | { readonly kind: 'session'; readonly sessionId: string }
  | { readonly kind: 'conflict'; readonly conflictId: string }
  | { readonly kind: 'claim'; readonly claimId: string };

/** What the user wants done. The extension carries it out with the same code as the palette commands. */
export type DashboardIntent =
  | { readonly kind: 'startAgent' }
  | { readonly kind: 'openWorktree'; readonly path: string }
  | { readonly kind: 'openTerminal'; readonly path: string }
  | { readonly kind: 'diffSession'; readonly sessionId: string }
  | { readonly kind: 'messageSession'; readonly sessionId: string }
  | { readonly kind: 'resumeSession'; readonly sessionId: string }
  /** Without a label the user chooses the snapshot. */
  | { readonly kind: 'showHistory'; readonly sessionId: string; readonly label?: string }
  | { readonly kind: 'restoreSnapshot'; readonly sessionId: string; readonly label?: string }
  /** The newest operation that can be undone, unless one is named. */
  | { readonly kind: 'undo'; readonly operation?: number }
  | { readonly kind: 'endSession'; readonly sessionId: string }
  | { readonly kind: 'openRunLog'; readonly sessionId: string }
  | { readonly kind: 'pauseRun'; readonly sessionId: string }
  | { readonly kind: 'resumeRun'; readonly sessionId: string }
  | { readonly kind: 'killRun'; readonly sessionId: string }
  | {
      readonly kind: 'openFile';
      readonly worktreePath: string;
      readonly path: string;
      readonly line: number | null;
    }
  | { readonly kind: 'compareConflict'; readonly conflictId: string }
  | { readonly kind: 'releaseClaim'; readonly claimId: string }
  | { readonly kind: 'removeWorktree'; readonly path: string }
  /** What was repaired or lost is told no more, anywhere. */
  | { readonly kind: 'dismissRepair'; readonly repair: string }
  | { readonly kind: 'copyText'; readonly text: string }
  | { readonly kind: 'reconnect' }
  | { readonly kind: 'openFolder' }
  | { readonly kind: 'manageTrust' }
  | { readonly kind: 'showLog' }
  | { readonly kind: 'openSettings' };
