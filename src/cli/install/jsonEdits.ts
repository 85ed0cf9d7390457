import type { FormattingOptions, JSONPath, ParseError } from 'jsonc-parser';
import { applyEdits, modify, parse, printParseErrorCode } from 'jsonc-parser';
import { invalidInput } from '../../core/errors';

/** An object read from a settings file. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Reads a settings file's text; throws when it is not an object in JSON (comments are allowed). */
export function parseObject(text: string, file: string): JsonObject {
  const errors: ParseError[] = [];
  const value: unknown = text.trim() === '' ? {} : parse(text, errors, { allowTrailingComma: true });
  const first = errors[0];
  if (first !== undefined)
    throw malformed(file, `${printParseErrorCode(first.error)} in line ${lineAt(text, first.offset)}`);
  if (!isObject(value)) throw malformed(file, 'it does not hold an object');
  return value;
}

/** Sets one value in a JSON text, leaving all else as it is written; `undefined` removes it. */
export function setValue(text: string, path: JSONPath, value: unknown): string {
  const base = text.trim() === '' ? '{}\n' : text;
  return applyEdits(base, modify(base, path, value, { formattingOptions: formattingOf(base) }));
}

/** Adds an element at the end of the array at a path, which is made if need be. */
export function appendValue(text: string, path: JSONPath, value: unknown): string {
  const base = text.trim() === '' ? '{}\n' : text;
  const options = { formattingOptions: formattingOf(base), isArrayInsertion: true };
  if (!Array.isArray(valueAt(parse(base), path))) return setValue(base, path, [value]);
  return applyEdits(base, modify(base, [...path, -1], value, options));
}

/** The value at a path of an object; undefined when there is none. */
export function valueAt(object: unknown, path: JSONPath): unknown {
  return path.reduce<unknown>((value, key) => {
    if (isObject(value) || Array.isArray(value)) return (value as Record<string | number, unknown>)[key];
    return undefined;
  }, object);
}

/** Says whether a JSON value is an object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(file: string, why: string): Error {
  return invalidInput(
    `"${file}"`,
    `it is not valid JSON: ${why}`,
    'Correct it, then try again; nothing was changed.',
  );
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function formattingOf(text: string): FormattingOptions {
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}
