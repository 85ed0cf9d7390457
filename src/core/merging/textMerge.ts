import type { LineRange } from '../conflict';
import type { MergeChunk, MergeVersions } from '../text/diff3';
import { merge3 } from '../text/diff3';
import { joinLines, splitLines } from '../text/lines';
import { printMerge } from '../text/printMerge';
import type { MergeConflict, MergeInput, MergeResult } from './merge';

/** How sure a merge by lines is where it has no conflict: of real ones about one in twenty breaks something. */
export const cleanTextConfidence = 0.95;

/** Merges by lines alone, as git does. */
export function mergeByText(input: MergeInput, fellBack: MergeResult['fellBack'] = null): MergeResult {
  const versions = splitVersions(input);
  const chunks = merge3(versions, { zealous: true });
  const conflicts = chunks
    .filter(({ kind }) => kind === 'conflict')
    .map((chunk) => conflictOf(chunk, versions));
  const clean = conflicts.length === 0;
  return {
    text: printMerge(chunks, versions, { style: 'diff3', ...input }),
    clean,
    confidence: clean ? cleanTextConfidence : 0,
    green: clean,
    provenance: 'text',
    language: null,
    conflicts,
    candidate: null,
    findings: [],
    rules: [],
    fellBack,
  };
}

/** Splits the versions of a merge into lines. */
export function splitVersions({ base, ours, theirs }: MergeInput): MergeVersions {
  return { base: splitLines(base), ours: splitLines(ours), theirs: splitLines(theirs) };
}

function conflictOf({ base, ours, theirs }: MergeChunk, versions: MergeVersions): MergeConflict {
  const texts = {
    base: textOf(versions.base, base),
    ours: textOf(versions.ours, ours),
    theirs: textOf(versions.theirs, theirs),
  };
  return { base, ours, theirs, texts, declarations: [] };
}

function textOf(lines: readonly string[], { start, end }: LineRange): string {
  return joinLines(lines.slice(start, end));
}
