/** The clients whose hooks we understand: `copilot` is VS Code's agent mode. */
export type Client = 'claude-code' | 'copilot' | 'copilot-cli' | 'codex' | 'gemini' | 'opencode';

/** What tells the clients apart in what they send. */
export interface Marks {
  /** Our own plugin for opencode names its client. */
  readonly client?: string | undefined;
  readonly hook_event_name?: string | undefined;
  readonly hookEventName?: string | undefined;
  readonly turn_id?: string | undefined;
  readonly timestamp?: unknown;
  readonly stop_reason?: string | undefined;
  readonly source?: string | undefined;
  readonly transcript_path?: string | null | undefined;
}

/**
 * Tells which client has sent a hook's input. They share the names of most fields: Codex numbers its turns and keeps
 * its transcripts as "rollouts"; Gemini, VS Code and the Copilot CLI say what time it is, Gemini has events of its own,
 * and the Copilot CLI does not name its transcript, but at the end of a turn.
 */
export function clientOf(marks: Marks): Client {
  const { hook_event_name: event, transcript_path: transcript } = marks;
  if (marks.client === 'opencode') return 'opencode';
  if (event === undefined) return marks.hookEventName === undefined ? 'copilot-cli' : 'copilot';
  if (marks.turn_id !== undefined || /[\\/]rollout-[^\\/]*$/.test(transcript ?? '')) return 'codex';
  if (marks.timestamp === undefined) return 'claude-code';
  if (/^(Before|After)/.test(event)) return 'gemini';
  if (!transcript || marks.stop_reason !== undefined) return 'copilot-cli';
  return /^(Session|Notification)/.test(event) && marks.source !== 'new' ? 'gemini' : 'copilot';
}

/** Gives an event the name that Claude Code has for it. */
export function canonicalEvent(event: string): string {
  return events[event] ?? event;
}

const events: Readonly<Record<string, string>> = {
  sessionStart: 'SessionStart',
  userPromptSubmitted: 'UserPromptSubmit',
  preToolUse: 'PreToolUse',
  postToolUse: 'PostToolUse',
  notification: 'Notification',
  agentStop: 'Stop',
  sessionEnd: 'SessionEnd',
  BeforeAgent: 'UserPromptSubmit',
  BeforeTool: 'PreToolUse',
  AfterTool: 'PostToolUse',
  AfterAgent: 'Stop',
};

/** Gives a tool that writes files the name that Claude Code has for it; every other keeps its own. */
export function canonicalTool(tool: string): string {
  return Object.hasOwn(tools, tool) ? (tools[tool] ?? tool) : tool;
}

const tools: Readonly<Record<string, string>> = {
  edit: 'Edit',
  create: 'Write',
  write: 'Write',
  write_file: 'Write',
  replace: 'Edit',
  apply_patch: 'MultiEdit',
  multiedit: 'MultiEdit',
  ApplyPatch: 'MultiEdit',
  multi_replace_string_in_file: 'MultiEdit',
  edit_notebook_file: 'NotebookEdit',
};

/** The fields by which the Copilot CLI's own events are known, which do not say their names. */
export interface UnnamedEvent {
  readonly toolName?: unknown;
  readonly toolResult?: unknown;
  readonly prompt?: unknown;
  readonly stopReason?: unknown;
  readonly reason?: unknown;
  readonly source?: unknown;
}

/** Tells which event it is that does not say its name; undefined where it is none that we know. */
export function nameOf(event: UnnamedEvent): string | undefined {
  if (event.toolName !== undefined) return event.toolResult === undefined ? 'preToolUse' : 'postToolUse';
  if (event.source !== undefined) return 'sessionStart';
  if (event.prompt !== undefined) return 'userPromptSubmitted';
  if (event.stopReason !== undefined) return 'agentStop';
  return event.reason === undefined ? undefined : 'sessionEnd';
}
