import { quoteForShell } from './shellQuote';

/** The agent that `parallel-cc resume` starts. */
export const claudeCode = 'claude-code';

/**
 * The command with which an agent's own program goes on with a conversation, or with its last one where its id is not
 * known; null for an agent that has none or that we do not know.
 */
export function resumeCommand(agent: string, agentSessionId: string | null): string | null {
  const known = Object.hasOwn(commands, agent) ? commands[agent] : undefined;
  if (known === undefined) return null;
  return agentSessionId === null ? known.last : `${known.one}${shellWord(agentSessionId)}`;
}

const commands: Readonly<Record<string, { readonly one: string; readonly last: string }>> = {
  [claudeCode]: { one: 'claude --resume ', last: 'claude --continue' },
  codex: { one: 'codex resume ', last: 'codex resume --last' },
  'copilot-cli': { one: 'copilot --resume=', last: 'copilot --continue' },
  gemini: { one: 'gemini --resume ', last: 'gemini --resume' },
  opencode: { one: 'opencode --session ', last: 'opencode --continue' },
};

function shellWord(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : quoteForShell(text);
}
