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
  | 'messageSent'
  | 'settingsChanged';

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
}
