import type { AgentReply } from '../protocol/agentEvent';
import type { Client } from './clients';
import type { HookPayload } from './payload';

const eventsWithContext: ReadonlySet<string> = new Set([
  'SessionStart',
  'UserPromptSubmit',
  'PreToolUse',
  'PostToolUse',
]);

/** What the output depends on. */
export type Asked = Pick<HookPayload, 'agent' | 'hookEvent' | 'ownEvent'>;

/** Makes the text that the hook prints, in the shape that its client reads; empty when there is nothing to say. */
export function outputFor(asked: Asked, reply: AgentReply): string {
  const { decision, reason } = decisionFor(asked.agent, reply);
  const context = eventsWithContext.has(asked.hookEvent) ? reply.context : '';
  if (decision === 'none' && context === '') return '';
  return JSON.stringify(shapes[asked.agent](asked.ownEvent, decision, reason, context));
}

type Shape = (
  event: string,
  decision: AgentReply['decision'],
  reason: string,
  context: string,
) => Record<string, unknown>;

// A decision counts only inside `hookSpecificOutput`: Claude Code ignores it elsewhere, and Codex refuses what it does not know.
const nested: Shape = (hookEventName, ...answer) => ({
  hookSpecificOutput: { hookEventName, ...permission(...answer) },
});

// VS Code reads what is inside, the Copilot CLI what is beside it.
const nestedAndFlat: Shape = (event, ...answer) => ({
  ...permission(...answer),
  ...nested(event, ...answer),
});

const gemini: Shape = (hookEventName, decision, reason, context) => ({
  ...(decision === 'none' ? {} : { decision, reason }),
  ...(context === '' ? {} : { hookSpecificOutput: { hookEventName, additionalContext: context } }),
});

const shapes: Readonly<Record<Client, Shape>> = {
  'claude-code': nested,
  copilot: nestedAndFlat,
  'copilot-cli': nestedAndFlat,
  codex: nested,
  opencode: nested,
  gemini,
};

function permission(
  decision: AgentReply['decision'],
  reason: string,
  context: string,
): Record<string, string> {
  return {
    ...(decision === 'none' ? {} : { permissionDecision: decision, permissionDecisionReason: reason }),
    ...(context === '' ? {} : { additionalContext: context }),
  };
}

const cannotAsk: ReadonlySet<Client> = new Set(['codex', 'gemini', 'opencode']);

// Hooks of some can refuse, but not have the user asked.
function decisionFor(
  agent: Client,
  { decision, reason }: AgentReply,
): { readonly decision: AgentReply['decision']; readonly reason: string } {
  const why = reason ?? 'Another session holds this file.';
  if (decision !== 'ask' || !cannotAsk.has(agent)) return { decision, reason: why };
  return {
    decision: 'deny',
    reason: `${why} Ask the user, who can release it (parallel-cc unclaim); until then work on something else.`,
  };
}

/** Joins the replies of several repositories: one denial denies, one question asks, and every context is told. */
export function joinReplies(replies: readonly AgentReply[]): AgentReply {
  const decision = (['deny', 'ask'] as const).find((one) => replies.some((reply) => reply.decision === one)) ?? 'none'; // prettier-ignore
  const deciding = replies.filter((reply) => reply.decision === decision);
  return {
    decision,
    reason: deciding.map((reply) => reply.reason).find((reason) => reason !== null) ?? null,
    context: replies.flatMap((reply) => (reply.context === '' ? [] : [reply.context])).join('\n'),
  };
}
