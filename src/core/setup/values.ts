import { parse, printParseErrorCode } from 'jsonc-parser';
import type { ParseError } from 'jsonc-parser';

/** An object that came out of a file. */
export type FileRecord = Readonly<Record<string, unknown>>;

/** What a file held: its object, or why it cannot be used. */
export type FileContents = { readonly record: FileRecord } | { readonly problem: string };

/** Reads JSON with comments and trailing commas, which the tools whose files these are allow. */
export function readJson(file: string, text: string): FileContents {
  const errors: ParseError[] = [];
  const value: unknown = parse(text.replace(/^\uFEFF/, ''), errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) {
    const line = text.slice(0, error.offset).split('\n').length;
    return {
      problem: `${file} is not used: line ${line} is not valid JSON (${printParseErrorCode(error.error)}).`,
    };
  }
  return isRecord(value)
    ? { record: value }
    : { problem: `${file} is not used: it does not hold an object.` };
}

/** Whether a value is an object with keys. */
export function isRecord(value: unknown): value is FileRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under a key; an empty one where there is none. */
export function recordAt(record: FileRecord, key: string): FileRecord {
  const value = record[key];
  return isRecord(value) ? value : {};
}

/** A list of texts under a key, and a warning where the value is something else. */
export function textsAt(
  file: string,
  record: FileRecord,
  key: string,
): { readonly texts: readonly string[]; readonly warnings: readonly string[] } {
  const value = record[key];
  if (value === undefined) return { texts: [], warnings: [] };
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = list.filter((item): item is string => typeof item === 'string' && item.trim() !== '');
  if (texts.length === list.length) return { texts, warnings: [] };
  return { texts, warnings: [`${file}: what is not text in "${key}" is left out.`] };
}
