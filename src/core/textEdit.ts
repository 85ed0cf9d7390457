/** What an agent is about to write into a file, as its tool was told. */
export interface TextEdit {
  /** Absolute path of the file. */
  readonly path: string;
  /** The text that is replaced; null: all of the file. */
  readonly oldText: string | null;
  readonly newText: string;
  /** Whether every occurrence is replaced and not only the first. */
  readonly everywhere: boolean;
}

/** Makes the text that edits of one file lead to, one after the other; null where one finds nothing to replace. */
export function applyEdits(text: string, edits: readonly Omit<TextEdit, 'path'>[]): string | null {
  let edited = text;
  for (const { oldText, newText, everywhere } of edits) {
    if (oldText === null || (oldText === '' && edited === '')) {
      edited = newText;
      continue;
    }
    const at = oldText === '' ? -1 : edited.indexOf(oldText);
    if (at < 0) return null;
    edited = everywhere ? edited.replaceAll(oldText, () => newText) : edited.slice(0, at) + newText + edited.slice(at + oldText.length); // prettier-ignore
  }
  return edited;
}
