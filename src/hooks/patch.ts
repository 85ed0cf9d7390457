import type { TextEdit } from '../core/textEdit';
import { longestText } from './edits';

/** What a patch would write. Paths are as the patch has them. */
export interface Patch {
  readonly paths: readonly string[];
  /** Empty where the patch does not say by itself which lines of a file it changes. */
  readonly edits: readonly TextEdit[];
}

const begin = '*** Begin Patch';

/** Reads the patches that Codex, and Copilot with its models, write files with; null where there is none. */
export function readPatch(toolInput: unknown): Patch | null {
  const text = patchText(toolInput);
  if (text === undefined) return null;
  const sections = text.split(/^(?=\*\*\* (?:Add|Update|Delete) File: )/m).slice(1);
  const parts = sections.map(readSection);
  const isKnown = text.length <= longestText && parts.every(({ edits }) => edits !== null);
  return { paths: parts.flatMap(({ paths }) => paths), edits: isKnown ? parts.flatMap(({ edits }) => edits ?? []) : [] }; // prettier-ignore
}

function patchText(toolInput: unknown): string | undefined {
  const input: unknown[] = typeof toolInput === 'object' && toolInput !== null ? Object.values(toolInput) : [toolInput]; // prettier-ignore
  return input.find((value) => typeof value === 'string' && value.includes(begin)) as string | undefined;
}

interface Section {
  readonly paths: readonly string[];
  readonly edits: readonly TextEdit[] | null;
}

function readSection(text: string): Section {
  const [head = '', ...rest] = text.split(/\r?\n/);
  const [, kind, path = ''] = /^\*\*\* (Add|Update|Delete) File: (.*)$/.exec(head) ?? [];
  const movedTo = rest.map((line) => /^\*\*\* Move to: (.*)$/.exec(line)?.[1]?.trim()).filter((to) => to !== undefined); // prettier-ignore
  const lines = rest.filter((line) => !line.startsWith('*** '));
  const paths = [path.trim(), ...movedTo];
  if (kind === 'Add') return { paths, edits: [added(path.trim(), lines)] };
  return { paths, edits: kind === 'Update' && movedTo.length === 0 ? updated(path.trim(), lines) : null };
}

function added(path: string, lines: readonly string[]): TextEdit {
  const text = lines.filter((line) => line.startsWith('+')).map((line) => `${line.slice(1)}\n`);
  return { path, oldText: null, newText: text.join(''), everywhere: false };
}

// A header behind @@ says where the lines are that follow; without the file they cannot be told from others like them.
function updated(path: string, lines: readonly string[]): TextEdit[] | null {
  const chunks = lines.join('\n').split(/^@@(.*)\n/m);
  const headers = chunks.filter((_, index) => index % 2 === 1);
  if (headers.some((header) => header.trim() !== '')) return null;
  const bodies = chunks.filter((body, index) => index % 2 === 0 && body.trim() !== '');
  const edits = bodies.map((body) => replacement(path, body.replace(/\n$/, '').split('\n')));
  return edits.some(({ oldText }) => oldText === '') ? null : edits;
}

function replacement(path: string, lines: readonly string[]): TextEdit {
  const side = (mark: string): string => lines.filter((line) => line === '' || line.startsWith(' ') || line.startsWith(mark)).map((line) => line.slice(1)).join('\n'); // prettier-ignore
  return { path, oldText: side('-'), newText: side('+'), everywhere: false };
}
