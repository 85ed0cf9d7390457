import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { TextEdit } from '../core/textEdit';
import type { MethodParams } from '../protocol/methods';
import { commandOf } from './commands';
import type { HookPayload } from './payload';
import { isStrict } from './strict';

/** An agent's event as it is sent to the host. */
export type SentEvent = MethodParams<'agentEvent'>;

/** The tools that write to files, as Claude Code and VS Code's Copilot name them. */
const writingTools: ReadonlySet<string> = new Set([
  'Edit',
  'Write',
  'MultiEdit',
  'NotebookEdit',
  'editFiles',
  'createFile',
  'create_file',
  'insert_edit_into_file',
  'replace_string_in_file',
]);

/** Turns a payload into the event that the host understands; null when the hook has nothing to tell. */
export function eventOf(payload: HookPayload): SentEvent['event'] | null {
  const { fields, tool } = payload;
  switch (payload.hookEvent) {
    case 'SessionStart':
      return { kind: 'sessionStarted', source: fields.source ?? 'startup' };
    case 'UserPromptSubmit':
      return { kind: 'promptSubmitted', prompt: spoken(fields.prompt ?? '') };
    case 'PreToolUse':
      return isWrite(payload)
        ? { kind: 'writeIntended', tool, paths: absolutePaths(payload), ...absoluteEdits(payload) }
        : commandIntended(payload);
    case 'PostToolUse':
    case 'PostToolUseFailure':
      return { kind: 'toolUsed', tool, paths: isWrite(payload) ? absolutePaths(payload) : [] };
    case 'Notification':
      return { kind: 'notified', type: fields.notification_type ?? null, message: fields.message ?? '' };
    case 'Stop':
      return { kind: 'turnEnded', lastMessage: fields.last_assistant_message ?? null };
    case 'SessionEnd':
      return { kind: 'sessionEnded', reason: fields.reason ?? 'other' };
    default:
      return null;
  }
}

/** Says whether an event asks whether something may be done. */
export function isIntention({ kind }: SentEvent['event']): boolean {
  return kind === 'writeIntended' || kind === 'commandIntended';
}

// Gemini puts what hooks told at the start of a session before the user's first words.
function spoken(prompt: string): string {
  return prompt.replace(/^\s*<hook_context>[^]*?<\/hook_context>\s*/, '');
}

function isWrite(payload: HookPayload): boolean {
  return writingTools.has(payload.tool) && payload.paths.length > 0;
}

function commandIntended({ tool, fields }: HookPayload): SentEvent['event'] | null {
  const command = commandOf(tool, fields.tool_input);
  return command && { kind: 'commandIntended', tool, ...command, home: homedir(), strict: isStrict() };
}

function absolutePaths(payload: HookPayload): string[] {
  return payload.paths.map((path) => resolve(payload.cwd, path));
}

function absoluteEdits({ edits, cwd }: HookPayload): { readonly edits?: readonly TextEdit[] } {
  return edits.length === 0
    ? {}
    : { edits: edits.map((edit) => ({ ...edit, path: resolve(cwd, edit.path) })) };
}
