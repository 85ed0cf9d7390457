import * as z from 'zod/mini';
import type { TextEdit } from '../core/textEdit';

/** How much text is sent on, in characters; of more only the files are known. */
export const longestText = 512 * 1024;

const replacement = {
  old_string: z.optional(z.string()),
  new_string: z.optional(z.string()),
  replace_all: z.optional(z.boolean()),
  oldString: z.optional(z.string()),
  newString: z.optional(z.string()),
  old_str: z.optional(z.string()),
  new_str: z.optional(z.string()),
};

const inputSchema = z.object({
  ...replacement,
  content: z.optional(z.string()),
  file_text: z.optional(z.string()),
  edits: z.optional(z.array(z.object(replacement))),
});

/**
 * Reads what a tool is to write into a file, as Claude Code (Edit, MultiEdit, Write), VS Code's Copilot
 * (`replace_string_in_file`, `create_file`), the Copilot CLI (`edit`, `create`) and Gemini (`replace`, `write_file`) say it; empty when it is said in no way that we know.
 */
export function editsOf(path: string, toolInput: unknown): TextEdit[] {
  const parsed = inputSchema.safeParse(toolInput);
  if (!parsed.success) return [];
  const { content = parsed.data.file_text, edits, ...single } = parsed.data;
  const found = content === undefined ? (edits ?? [single]).map((edit) => replacementOf(path, edit)) : [{ path, oldText: null, newText: content, everywhere: false }]; // prettier-ignore
  const known = found.filter((edit) => edit !== null);
  const length = known.reduce(
    (sum, { oldText, newText }) => sum + (oldText?.length ?? 0) + newText.length,
    0,
  );
  return known.length < found.length || length > longestText ? [] : known;
}

function replacementOf(path: string, edit: z.infer<z.ZodMiniObject<typeof replacement>>): TextEdit | null {
  const oldText = edit.old_string ?? edit.oldString ?? edit.old_str;
  const newText = edit.new_string ?? edit.newString ?? edit.new_str;
  if (oldText === undefined || newText === undefined) return null;
  return { path, oldText, newText, everywhere: edit.replace_all ?? false };
}
