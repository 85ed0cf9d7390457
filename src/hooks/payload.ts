import * as z from 'zod/mini';
import { invalidInput } from '../core/errors';
import type { TextEdit } from '../core/textEdit';
import type { Client } from './clients';
import { canonicalEvent, canonicalTool, clientOf, nameOf } from './clients';
import { editsOf } from './edits';
import { readPatch } from './patch';

const path = z.string().check(z.minLength(1));

const toolInputSchema = z.object({
  file_path: z.optional(path),
  notebook_path: z.optional(path),
  filePath: z.optional(path),
  path: z.optional(path),
  files: z.optional(z.array(path)),
  replacements: z.optional(z.array(z.object({ filePath: path }))),
});

/**
 * What clients write to a hook's standard input, as far as we use it: Claude Code's fields, which Codex and Gemini have
 * too, and the Copilot CLI for hooks that are set up as Claude Code's; with other spellings VS Code's agent mode and
 * the Copilot CLI for hooks of its own.
 */
const payloadSchema = z.object({
  client: z.optional(z.string()),
  session_id: z.optional(z.string()),
  sessionId: z.optional(z.string()),
  hook_event_name: z.optional(z.string()),
  hookEventName: z.optional(z.string()),
  cwd: path,
  turn_id: z.optional(z.string()),
  timestamp: z.optional(z.unknown()),
  transcript_path: z.optional(z.nullable(z.string())),
  tool_name: z.optional(z.string()),
  tool_input: z.optional(z.unknown()),
  toolName: z.optional(z.string()),
  toolArgs: z.optional(z.unknown()),
  toolResult: z.optional(z.unknown()),
  source: z.optional(z.string()),
  prompt: z.optional(z.string()),
  message: z.optional(z.string()),
  notification_type: z.optional(z.string()),
  last_assistant_message: z.optional(z.nullable(z.string())),
  prompt_response: z.optional(z.string()),
  stop_reason: z.optional(z.string()),
  stopReason: z.optional(z.string()),
  reason: z.optional(z.string()),
});

/** A hook's input after validation, with one spelling for every client. Paths are as the client gave them. */
export interface HookPayload {
  readonly agent: Client;
  readonly agentSessionId: string;
  /** The event as Claude Code calls it. */
  readonly hookEvent: string;
  /** The event as the client calls it. */
  readonly ownEvent: string;
  readonly cwd: string;
  /** The tool, as Claude Code calls it where it writes files. */
  readonly tool: string;
  readonly paths: readonly string[];
  /** What is written into the files, where the tool is known and it is not too much. */
  readonly edits: readonly TextEdit[];
  readonly fields: z.infer<typeof payloadSchema>;
}

/** Reads the JSON text of a hook's input; throws `invalidInput` when it is not what a client sends. */
export function parsePayload(text: string): HookPayload {
  const parsed = payloadSchema.safeParse(parseJson(text));
  if (!parsed.success) throw invalidInput('the hook input', describe(parsed.error.issues));
  const sent = parsed.data;
  const agentSessionId = sent.session_id ?? sent.sessionId;
  const ownEvent = sent.hook_event_name ?? sent.hookEventName ?? nameOf(sent);
  if (!agentSessionId) throw invalidInput('the hook input', 'it has no "session_id"');
  if (!ownEvent) throw invalidInput('the hook input', 'it has no "hook_event_name"');
  const fields = withOneSpelling(sent);
  return {
    agent: clientOf(sent),
    agentSessionId,
    hookEvent: canonicalEvent(ownEvent),
    ownEvent,
    cwd: fields.cwd,
    tool: canonicalTool(fields.tool_name ?? ''),
    ...writtenBy(fields.tool_input),
    fields,
  };
}

type Fields = z.infer<typeof payloadSchema>;

function withOneSpelling(sent: Fields): Fields {
  return {
    ...sent,
    tool_name: sent.tool_name ?? sent.toolName,
    tool_input: sent.tool_input ?? parseArguments(sent.toolArgs),
    last_assistant_message: sent.last_assistant_message ?? sent.prompt_response,
  };
}

// Some versions of the Copilot CLI give them as a JSON text.
function parseArguments(toolArgs: unknown): unknown {
  if (typeof toolArgs !== 'string') return toolArgs;
  try {
    return JSON.parse(toolArgs);
  } catch {
    return toolArgs;
  }
}

function writtenBy(toolInput: unknown): Pick<HookPayload, 'paths' | 'edits'> {
  const patch = readPatch(toolInput);
  if (patch !== null) return patch;
  const paths = pathsOf(toolInput);
  return { paths, edits: paths[0] === undefined ? [] : editsOf(paths[0], toolInput) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidInput(
      'the hook input',
      `it is not JSON (${error instanceof Error ? error.message : String(error)})`,
    );
  }
}

// Tools that we do not know take anything at all: what does not look like paths names no files.
function pathsOf(toolInput: unknown): string[] {
  const parsed = toolInputSchema.safeParse(toolInput);
  if (!parsed.success) return [];
  const { file_path, notebook_path, filePath, path, files = [], replacements = [] } = parsed.data;
  const several = [...files, ...new Set(replacements.map((one) => one.filePath))];
  return [file_path, notebook_path, filePath, path, ...several].filter((found) => found !== undefined);
}

function describe(issues: readonly z.core.$ZodIssue[]): string {
  const first = issues[0];
  return first === undefined
    ? 'it is not an object'
    : `${first.path.join('.') || 'the whole'}: ${first.message}`;
}
