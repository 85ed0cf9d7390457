import * as z from 'zod/mini';
import { invalidInput } from '../core/errors';
import type { TextEdit } from '../core/textEdit';
import { editsOf } from './edits';

const path = z.string().check(z.minLength(1));

const toolInputSchema = z.object({
  file_path: z.optional(path),
  notebook_path: z.optional(path),
  filePath: z.optional(path),
  files: z.optional(z.array(path)),
});

/**
 * What Claude Code writes to a hook's standard input, as far as we use it. VS Code's Copilot runs the same hooks with
 * the same fields, but for `sessionId`, `hookEventName`, the names of its tools and what they take.
 */
const payloadSchema = z.object({
  session_id: z.optional(z.string()),
  sessionId: z.optional(z.string()),
  hook_event_name: z.optional(z.string()),
  hookEventName: z.optional(z.string()),
  cwd: path,
  tool_name: z.optional(z.string()),
  tool_input: z.optional(z.unknown()),
  source: z.optional(z.string()),
  prompt: z.optional(z.string()),
  message: z.optional(z.string()),
  notification_type: z.optional(z.string()),
  last_assistant_message: z.optional(z.nullable(z.string())),
  reason: z.optional(z.string()),
});

/** A hook's input after validation, with one spelling for every client. Paths are as the client gave them. */
export interface HookPayload {
  readonly agent: 'claude-code' | 'copilot';
  readonly agentSessionId: string;
  readonly hookEvent: string;
  readonly cwd: string;
  readonly tool: string;
  readonly paths: readonly string[];
  /** What is written into the file, where the tool is known and it is not too much. */
  readonly edits: readonly TextEdit[];
  readonly fields: z.infer<typeof payloadSchema>;
}

/** Reads the JSON text of a hook's input; throws `invalidInput` when it is not what a client sends. */
export function parsePayload(text: string): HookPayload {
  const parsed = payloadSchema.safeParse(parseJson(text));
  if (!parsed.success) throw invalidInput('the hook input', describe(parsed.error.issues));
  const fields = parsed.data;
  const agentSessionId = fields.session_id ?? fields.sessionId;
  const hookEvent = fields.hook_event_name ?? fields.hookEventName;
  if (!agentSessionId) throw invalidInput('the hook input', 'it has no "session_id"');
  if (!hookEvent) throw invalidInput('the hook input', 'it has no "hook_event_name"');
  const paths = pathsOf(fields.tool_input);
  return {
    agent: fields.hook_event_name === undefined ? 'copilot' : 'claude-code',
    agentSessionId,
    hookEvent,
    cwd: fields.cwd,
    tool: fields.tool_name ?? '',
    paths,
    edits: paths[0] === undefined ? [] : editsOf(paths[0], fields.tool_input),
    fields,
  };
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
  const { file_path, notebook_path, filePath, files = [] } = parsed.data;
  return [file_path, notebook_path, filePath, ...files].filter((found) => found !== undefined);
}

function describe(issues: readonly z.core.$ZodIssue[]): string {
  const first = issues[0];
  return first === undefined
    ? 'it is not an object'
    : `${first.path.join('.') || 'the whole'}: ${first.message}`;
}
