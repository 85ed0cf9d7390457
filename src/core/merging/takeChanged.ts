import { splitLines } from '../text/lines';
import type { MergeInput, MergeResult, VersionTexts } from './merge';

/** Whether a version is no text: it has a NUL, as git judges. */
export function isBinary({ base, ours, theirs }: VersionTexts): boolean {
  return [base, ours, theirs].some((text) => text.includes('\0'));
}

/** Whether at most one side changed the file, or both did the same. */
export function isOneSided({ base, ours, theirs }: VersionTexts): boolean {
  return ours === theirs || ours === base || theirs === base;
}

/** Takes the version of the side that changed it; where both did, ours stays as it is, without markers, and is a conflict. */
export function takeChanged(input: MergeInput): MergeResult {
  const { base, ours, theirs } = input;
  const clean = isOneSided(input);
  const whole = (text: string): { start: number; end: number } => ({
    start: 0,
    end: splitLines(text).length,
  });
  const conflict = {
    base: whole(base),
    ours: whole(ours),
    theirs: whole(theirs),
    texts: { base, ours, theirs },
    declarations: [],
  };
  return {
    text: ours === base ? theirs : ours,
    clean,
    confidence: clean ? 1 : 0,
    green: clean,
    provenance: 'text',
    language: null,
    conflicts: clean ? [] : [conflict],
    candidate: null,
    findings: [],
    rules: [],
    fellBack: null,
  };
}
