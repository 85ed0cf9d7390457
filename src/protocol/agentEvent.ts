import * as z from 'zod/mini';
import type { AgentEvent } from '../core/agentEvent';

export type { AgentEvent, AgentReply } from '../core/agentEvent';

const textEdit = z.object({
  path: z.string(),
  oldText: z.nullable(z.string()),
  newText: z.string(),
  everywhere: z.boolean(),
});

/**
 * What a hook tells the host about its agent, in words that are no client's own. Every client's hook payload is
 * turned into one of these, so that the host need not know who is asking.
 */
export const agentEventSchema = z.object({
  /** The agent's kind, for example `claude-code`. */
  agent: z.string().check(z.minLength(1), z.maxLength(64)),
  agentSessionId: z.string().check(z.minLength(1), z.maxLength(256)),
  /** The session that the agent was started for, from `PARALLEL_CC_SESSION_ID`. */
  sessionId: z.nullable(z.string()),
  /** The agent's process, where the hook could find it. */
  pid: z.nullable(z.number().check(z.int(), z.positive())),
  cwd: z.string(),
  event: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('sessionStarted'), source: z.string() }),
    z.object({ kind: z.literal('promptSubmitted'), prompt: z.string() }),
    z.object({
      kind: z.literal('writeIntended'),
      tool: z.string(),
      paths: z.readonly(z.array(z.string())),
      edits: z.optional(z.readonly(z.array(textEdit))),
    }),
    z.object({
      kind: z.literal('commandIntended'),
      tool: z.string(),
      dialect: z.enum(['bash', 'powershell']),
      command: z.string(),
      home: z.string(),
      strict: z.boolean(),
    }),
    z.object({ kind: z.literal('toolUsed'), tool: z.string(), paths: z.readonly(z.array(z.string())) }),
    z.object({ kind: z.literal('notified'), type: z.nullable(z.string()), message: z.string() }),
    z.object({ kind: z.literal('turnEnded'), lastMessage: z.nullable(z.string()) }),
    z.object({ kind: z.literal('sessionEnded'), reason: z.string() }),
  ]),
}) satisfies z.ZodMiniType<AgentEvent>;
