import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TouchedSymbols } from '../../core/syntax/touchedSymbols';
import type { TextEdit } from '../../core/textEdit';
import { applyEdits } from '../../core/textEdit';
import type { RepositoryPath } from '../repositoryPaths';

/** The largest file whose symbols are looked at, in bytes; of larger ones only the file is known. */
const largestFile = 1024 * 1024;

/** Finds the symbols that differ between two texts of a file; null where its language is not known or it took too long. */
export type CompareSymbols = (path: string, before: string, after: string) => Promise<TouchedSymbols | null>;

/**
 * Finds which symbols of a file edits would touch, before they are made; null where that cannot be told: the language is
 * not known, the file is no text or too large, or the edits do not fit it.
 */
export async function symbolsToBeTouched(
  file: RepositoryPath,
  edits: readonly TextEdit[],
  compare: CompareSymbols,
): Promise<TouchedSymbols | null> {
  if (edits.length === 0) return null;
  const before = await readText(join(file.worktree, file.path));
  const after = before === null ? null : applyEdits(before, edits);
  return before === null || after === null || after.length > largestFile ? null : compare(file.path, before, after); // prettier-ignore
}

// A file that is not there yet has no text.
async function readText(path: string): Promise<string | null> {
  try {
    if ((await stat(path)).size > largestFile) return null;
    const bytes = await readFile(path);
    return bytes.includes(0) ? null : bytes.toString('utf8');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? '' : null;
  }
}
