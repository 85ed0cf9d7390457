import { mergeChangelog } from './changelog';
import type { FileRole } from './fileRole';
import { mergeLineEnds } from './lineEnds';
import { mergeNotebook } from './notebook';

/** A text file in three versions. */
export interface FileVersions {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  /** What is special about it, by `fileRole`. */
  readonly role: FileRole | null;
}

/** What can be done about a file by what kind of file it is; `none`: it is to be merged as any other text. */
export type FileMerge =
  | { readonly outcome: 'merged'; readonly text: string; readonly why: string }
  | { readonly outcome: 'regenerate'; readonly command: string | null; readonly why: string }
  | { readonly outcome: 'none' };

/**
 * Merges what plain text merging cannot: files that programs make are made anew, notebooks are merged by cells, change
 * logs keep the entries of both, and changed line ends or trailing space give way to changes of content.
 */
export function mergeFile({ role, ...versions }: FileVersions): FileMerge {
  if (role?.kind === 'lockfile') return regenerate(role.regenerate);
  if (role?.kind === 'generated') return regenerate(role.regenerate);
  if (hasBrokenText(versions)) return none;
  if (role?.kind === 'notebook') return merged(mergeNotebook(versions), 'Merged cell by cell; outputs of cells that both changed are dropped.'); // prettier-ignore
  if (role?.kind === 'changelog') {
    const text = mergeChangelog(versions);
    if (text !== null) return merged(text, 'The entries of both sides are kept.');
  }
  return merged(mergeLineEnds(versions), 'Only line ends, trailing space or a byte order mark differ where both changed it.'); // prettier-ignore
}

function regenerate(command: string | null): FileMerge {
  const how = command === null ? 'Take the target’s file and generate it again as the project does.' : `Take the target’s file and run "${command}".`; // prettier-ignore
  return { outcome: 'regenerate', command, why: how };
}

function merged(text: string | null, why: string): FileMerge {
  return text === null ? none : { outcome: 'merged', text, why };
}

const none: FileMerge = { outcome: 'none' };

// Bytes that are no UTF-8 were lost in reading: what is merged of the rest must not be written.
function hasBrokenText({ base, ours, theirs }: Omit<FileVersions, 'role'>): boolean {
  return [base, ours, theirs].some((text) => text.includes('\uFFFD'));
}
