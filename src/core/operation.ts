/** What the coordinator did, for the operation log. */
export type OperationKind =
  | 'sessionRegistered'
  | 'sessionReleased'
  | 'sessionReaped'
  | 'worktreeCreated'
  | 'worktreeRemoved'
  | 'claimAcquired'
  | 'claimDenied'
  | 'claimReleased'
  | 'claimExpired'
  | 'claimHandedOver'
  | 'claimBreached'
  | 'numberTaken'
  | 'messageSent'
  | 'branchMerged'
  | 'branchRebased'
  | 'sessionLanded'
  | 'landingFailed'
  | 'settingsChanged'
  | 'snapshotsExpired'
  | 'filesRestored'
  | 'resultsApplied'
  | 'sessionResumed'
  | 'imported'
  | 'operationUndone';

/** One entry of the operation log. */
export interface Operation {
  /** Grows by one with every operation of the repository. */
  readonly id: number;
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  readonly kind: OperationKind;
  readonly sessionId: string | null;
  /** One sentence for people. */
  readonly summary: string;
  /** The operation that this one is a step of; undoing that undoes this too. */
  readonly partOf: number | null;
  /** Whether it can still be undone. */
  readonly undoable: boolean;
  /** The operation that undid it. */
  readonly undoneBy: number | null;
}
