import type { ShellDialect } from './shell/shellWrites';
import type { TextEdit } from './textEdit';

/** What an agent did or is about to do. Paths are absolute. */
export type AgentAction =
  | { readonly kind: 'sessionStarted'; readonly source: string }
  | { readonly kind: 'promptSubmitted'; readonly prompt: string }
  | {
      readonly kind: 'writeIntended';
      readonly tool: string;
      readonly paths: readonly string[];
      /** What is written into them, as far as the client tells. */
      readonly edits?: readonly TextEdit[] | undefined;
    }
  | {
      readonly kind: 'commandIntended';
      readonly tool: string;
      readonly dialect: ShellDialect;
      readonly command: string;
      /** What `~` means in it. */
      readonly home: string;
      /** Whether a command that may write anything is to be asked about while others hold files. */
      readonly strict: boolean;
    }
  | { readonly kind: 'toolUsed'; readonly tool: string; readonly paths: readonly string[] }
  | { readonly kind: 'notified'; readonly type: string | null; readonly message: string }
  | { readonly kind: 'turnEnded'; readonly lastMessage: string | null }
  | { readonly kind: 'sessionEnded'; readonly reason: string };

/** An agent's action with who the agent is, in words that are no client's own. */
export interface AgentEvent {
  /** The agent's kind, for example `claude-code`. */
  readonly agent: string;
  readonly agentSessionId: string;
  /** The session that the agent was started for, from `PARALLEL_CC_SESSION_ID`. */
  readonly sessionId: string | null;
  /** The agent's process, where the hook could find it. */
  readonly pid: number | null;
  readonly cwd: string;
  readonly event: AgentAction;
}

/** What the agent is told in answer. */
export interface AgentReply {
  /** `deny` and `ask`, which leaves it to the user, only in answer to what is intended. */
  readonly decision: 'none' | 'deny' | 'ask';
  /** Why it was denied and what to do, for the model; why it is asked, for the user. */
  readonly reason: string | null;
  /** What the model should know; empty when there is nothing new. */
  readonly context: string;
}
