import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { fillIn } from '../core/classify/sentence';
import type { FileConflict, MergeSide, PairPreview } from '../core/conflict';
import { sideKey } from '../core/conflict';
import type { Session } from '../core/session';
import type { Engine } from '../engine/engine';
import type { ConflictSideView, ConflictView } from '../protocol/snapshot';

/** Makes of the radar's report the conflicts that people are shown. */
export function projectConflicts(engine: Engine, live: readonly Session[]): ConflictView[] {
  return locateConflicts(engine).map(({ id, pair, file }) => {
    const ours = viewSide(engine, live, pair.ours);
    const theirs = viewSide(engine, live, pair.theirs);
    const { reading, ...places } = file;
    const { sentence, ...read } = reading;
    const summary = fillIn(sentence, { ours: `"${ours.label}"`, theirs: `"${theirs.label}"` });
    return { ...places, ...read, id, ours, theirs, summary };
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

// A report stands for many snapshots. Pairs that merge the same commits share what was found, so an id is a pair's.
const knownIds = new WeakMap<PairPreview, Map<FileConflict, string>>();

function conflictId(pair: PairPreview, file: FileConflict): string {
  const ofPair = knownIds.get(pair) ?? new Map<FileConflict, string>();
  knownIds.set(pair, ofPair);
  const id = ofPair.get(file) ?? digestOf(pair, file);
  ofPair.set(file, id);
  return id;
}

function digestOf(pair: PairPreview, file: FileConflict): string {
  // A file conflicts once as text, and may break at several definitions.
  const what = file.kind === 'semantic' ? file.reading.declarations : [];
  const key = JSON.stringify([sideKey(pair.ours), sideKey(pair.theirs), file.path, ...what]);
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
