import type { MergeFinding, VersionTexts } from '../../merging/merge';
import { splitLines } from '../../text/lines';
import { canonical } from '../tree/tokens';

/**
 * Replays both sides' changes on a merged text, line by line without regard to layout: what one side alone inserted must be
 * there, what one side alone deleted must not, and nothing may be there that neither side has, or more often than both
 * have it.
 */
export function checkLines(
  { base, ours, theirs }: VersionTexts,
  merged: string,
  indentMatters: boolean,
): MergeFinding[] {
  const countLines = (text: string): Map<string, number> => countWith(text, indentMatters);
  const [b, o, t, m] = [countLines(base), countLines(ours), countLines(theirs), countLines(merged)];
  const findings: MergeFinding[] = [];
  for (const line of new Set([...b.keys(), ...o.keys(), ...t.keys(), ...m.keys()])) {
    const counts = {
      base: b.get(line) ?? 0,
      ours: o.get(line) ?? 0,
      theirs: t.get(line) ?? 0,
      merged: m.get(line) ?? 0,
    };
    const kind = judge(counts);
    if (kind !== null) findings.push({ kind, severity: 'doubt', subject: line });
  }
  return findings;
}

interface LineCounts {
  readonly base: number;
  readonly ours: number;
  readonly theirs: number;
  readonly merged: number;
}

function judge({ base, ours, theirs, merged }: LineCounts): MergeFinding['kind'] | null {
  if (base + ours + theirs === 0) return 'invented';
  if (merged > Math.max(base, ours, theirs, ours + theirs - base)) return 'repeatedInsertion';
  if (merged < Math.min(ours, theirs)) return 'lostInsertion';
  if (ours > base && theirs === base && merged < ours) return 'lostInsertion';
  if (theirs > base && ours === base && merged < theirs) return 'lostInsertion';
  if (ours < base && theirs === base && merged > ours) return 'resurrected';
  if (theirs < base && ours === base && merged > theirs) return 'resurrected';
  return null;
}

function countWith(text: string, indentMatters: boolean): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of splitLines(text)) {
    const indent = indentMatters ? (/^\s*/.exec(line)?.[0] ?? '') : '';
    const content = indent + canonical(line, false);
    if (/[\p{L}\p{N}]/u.test(content)) counts.set(content, (counts.get(content) ?? 0) + 1);
  }
  return counts;
}
