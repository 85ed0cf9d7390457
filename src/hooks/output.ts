import type { AgentReply } from '../protocol/agentEvent';

const eventsWithContext: ReadonlySet<string> = new Set([
  'SessionStart',
  'UserPromptSubmit',
  'PreToolUse',
  'PostToolUse',
]);

/**
 * Makes the text that the hook prints: empty when there is nothing to say. A decision counts only inside
 * `hookSpecificOutput`: Claude Code ignores it elsewhere.
 */
export function outputFor(hookEvent: string, reply: AgentReply): string {
  const output: Record<string, string> = {};
  if (reply.decision !== 'none') {
    output['permissionDecision'] = reply.decision;
    output['permissionDecisionReason'] = reply.reason ?? 'Another session holds this file.';
  }
  if (reply.context !== '' && eventsWithContext.has(hookEvent)) output['additionalContext'] = reply.context;
  if (Object.keys(output).length === 0) return '';
  return JSON.stringify({ hookSpecificOutput: { hookEventName: hookEvent, ...output } });
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
