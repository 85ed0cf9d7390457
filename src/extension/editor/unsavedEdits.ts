import { readFile } from 'node:fs/promises';
import type * as vscode from 'vscode';
import type { LineChange } from '../../core/text/lineChange';
import { diffLines } from '../../core/text/lineDiff';

/**
 * Lists what was typed into a document since it was saved: the radar saw the file on disk. Whether the document is dirty
 * is told later than what was typed, so it is not asked.
 */
export async function unsavedEdits(document: vscode.TextDocument): Promise<readonly LineChange[]> {
  const saved = await readFile(document.uri.fsPath, 'utf8').catch(() => null);
  return saved === null ? [] : diffLines(splitLines(saved), splitLines(document.getText()));
}

function splitLines(text: string): string[] {
  return text.split(/\r\n|\n/);
}
