/** An agent at work in the repository that is no session: nobody told the coordinator of it. */
export interface UnmanagedAgent {
  /** Names it until it is adopted: the agent's own session id, or the worktree's path. */
  readonly id: string;
  /** `unknown` for a worktree that another tool made and of which nothing else is known. */
  readonly agent: 'claude-code' | 'unknown';
  readonly agentSessionId: string | null;
  readonly pid: number | null;
  /** Top of the worktree that it works in. */
  readonly worktreePath: string;
  /** What it was asked for first; null when that is not known. */
  readonly prompt: string | null;
  /** Its last sign of life, in milliseconds since the Unix epoch; null when it gave none that is known. */
  readonly seenAt: number | null;
  /** Where it was found: Claude Code's own list, its transcripts, or the worktrees of git. */
  readonly foundIn: 'agents' | 'transcripts' | 'worktrees';
}
