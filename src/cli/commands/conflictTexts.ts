import { merge3 } from '../../core/text/diff3';
import { splitLines } from '../../core/text/lines';
import { printMerge } from '../../core/text/printMerge';
import type { HostClient } from '../../ipc/client';
import type { ConflictView } from '../../protocol/snapshot';

/**
 * Writes the predicted conflicts of files as a merge would leave them: in diff3 style, marked with the sessions' names.
 * Files that have no text on one side are named only.
 */
export async function showConflictTexts(
  host: HostClient,
  conflicts: readonly ConflictView[],
): Promise<string> {
  const shown = await Promise.all(conflicts.map((conflict) => showOne(host, conflict)));
  return shown.join('\n');
}

async function showOne(host: HostClient, { id, path, ours, theirs, summary }: ConflictView): Promise<string> {
  const texts = await host.call('getConflictTexts', { conflict: id });
  if (texts.ours === null || texts.theirs === null) return `# ${summary}\n`;
  const versions = {
    base: splitLines(texts.base ?? ''),
    ours: splitLines(texts.ours),
    theirs: splitLines(texts.theirs),
  };
  const labels = { ours: ours.label, base: 'base', theirs: theirs.label };
  return `# ${path}\n${printMerge(merge3(versions, { zealous: true }), versions, { style: 'diff3', labels })}`;
}
