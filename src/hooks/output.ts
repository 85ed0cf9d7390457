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
  if (reply.decision === 'deny') {
    output['permissionDecision'] = 'deny';
    output['permissionDecisionReason'] = reply.reason ?? 'Another session holds this file.';
  }
  if (reply.context !== '' && eventsWithContext.has(hookEvent)) output['additionalContext'] = reply.context;
  if (Object.keys(output).length === 0) return '';
  return JSON.stringify({ hookSpecificOutput: { hookEventName: hookEvent, ...output } });
}

/** Joins the replies of several repositories: one denial denies, and every context is told. */
export function joinReplies(replies: readonly AgentReply[]): AgentReply {
  const denials = replies.filter((reply) => reply.decision === 'deny');
  return {
    decision: denials.length > 0 ? 'deny' : 'none',
    reason: denials.map((reply) => reply.reason).find((reason) => reason !== null) ?? null,
    context: replies.flatMap((reply) => (reply.context === '' ? [] : [reply.context])).join('\n'),
  };
}
