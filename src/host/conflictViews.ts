import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { FileConflict, LineRange, MergeSide, PairPreview } from '../core/conflict';
import { sideKey } from '../core/conflict';
import type { Session } from '../core/session';
import type { Engine } from '../engine/engine';
import type { ConflictSideView, ConflictView } from '../protocol/snapshot';

/** Makes of the radar's report the conflicts that people are shown. */
export function projectConflicts(engine: Engine, live: readonly Session[]): ConflictView[] {
  return locateConflicts(engine).map(({ id, pair, file }) => {
    const ours = viewSide(engine, live, pair.ours);
    const theirs = viewSide(engine, live, pair.theirs);
    return { ...file, id, ours, theirs, summary: summarize(file, ours.label, theirs.label) };
  });
}

/** Every predicted conflict of the last report with the pair it comes from. */
export function locateConflicts(
  engine: Engine,
): { readonly id: string; readonly pair: PairPreview; readonly file: FileConflict }[] {
  if (!engine.settings.current.radar) return [];
  return engine.radar.report.pairs.flatMap((pair) =>
    pair.preview.outcome === 'conflicts'
      ? pair.preview.files.map((file) => ({ id: conflictId(pair, file), pair, file }))
      : [],
  );
}

function conflictId(pair: PairPreview, file: FileConflict): string {
  const key = JSON.stringify([sideKey(pair.ours), sideKey(pair.theirs), file.path]);
  return createHash('sha256').update(key).digest('hex').slice(0, 12);
}

function viewSide(engine: Engine, live: readonly Session[], side: MergeSide): ConflictSideView {
  if (side.kind === 'branch')
    return { label: side.name, kind: 'branch', sessionId: null, worktreePath: null };
  const session = live.find((candidate) => candidate.worktreePath === side.path);
  if (session !== undefined)
    return { label: session.name, kind: 'session', sessionId: session.id, worktreePath: side.path };
  const known = engine.worktrees.known.find((worktree) => worktree.path === side.path);
  return {
    label: known?.name ?? basename(side.path),
    kind: 'worktree',
    sessionId: null,
    worktreePath: side.path,
  };
}

function summarize(file: FileConflict, ours: string, theirs: string): string {
  const both = `"${ours}" and "${theirs}"`;
  switch (file.kind) {
    case 'content':
      return `${both} changed the same lines of ${file.path}${describeLines(file)}.`;
    case 'bothAdded':
      return `${both} each added ${file.path}, with different content.`;
    case 'deletedModified':
      return `One of ${both} deleted ${file.path}, the other changed it.`;
    case 'renamed':
      return `${both} moved or renamed ${file.path} in different ways.`;
    case 'fileDirectory':
      return `${file.path} is a file for one of ${both} and a folder for the other.`;
    case 'mode':
      return `${both} gave ${file.path} different modes.`;
    case 'binary':
      return `${both} changed the binary file ${file.path}.`;
    case 'submodule':
      return `${both} moved the submodule ${file.path} to different commits.`;
    case 'other':
      return `${both} changed ${file.path} in ways that git cannot merge.`;
  }
}

function describeLines(file: FileConflict): string {
  const first = file.regions[0];
  if (first === undefined) return '';
  const more = file.regions.length > 1 ? ` and ${file.regions.length - 1} more` : '';
  return ` (${wordRange(first.ours)} and ${wordRange(first.theirs)}${more})`;
}

function wordRange(range: LineRange): string {
  const last = Math.max(range.end, range.start + 1);
  return last === range.start + 1 ? `line ${last}` : `lines ${range.start + 1}–${last}`;
}
