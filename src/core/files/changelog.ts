import type { MergeVersions } from '../text/diff3';
import { merge3 } from '../text/diff3';
import { joinLines, lineEnding, splitLines } from '../text/lines';

/** Merges a change log: where both added entries, both are kept, ours first. Null when something else conflicts. */
export function mergeChangelog(versions: {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}): string | null {
  const lines: MergeVersions = {
    base: splitLines(versions.base),
    ours: splitLines(versions.ours),
    theirs: splitLines(versions.theirs),
  };
  const merged: string[] = [];
  for (const chunk of merge3(lines, { zealous: true })) {
    const [base, ours, theirs] = (['base', 'ours', 'theirs'] as const).map((side) => lines[side].slice(chunk[side].start, chunk[side].end)); // prettier-ignore
    if (base === undefined || ours === undefined || theirs === undefined) return null;
    if (chunk.kind === 'conflict' && base.some((line) => !isBlank(line))) return null;
    if (chunk.kind === 'conflict') merged.push(...bothEntries(ours, theirs));
    else append(merged, chunk.kind === 'theirs' ? theirs : ours);
  }
  return joinLines(merged);
}

/** What stands under one heading; the lines before the first have none. */
interface Section {
  readonly heading: string;
  readonly lines: string[];
}

// What both have at the end, such as the empty line before the next section, stands after the conflict already.
function append(merged: string[], lines: readonly string[]): void {
  const isDouble = isBlank(merged.at(-1) ?? 'none') && isBlank(lines[0] ?? 'none');
  merged.push(...(isDouble ? lines.slice(1) : lines));
}

// Entries under a heading that both added belong together under one.
function bothEntries(ours: readonly string[], theirs: readonly string[]): string[] {
  const sections = sectionsOf(ours);
  for (const { heading, lines } of sectionsOf(theirs)) {
    const same = sections.find((one) => one.heading.trim() === heading.trim());
    if (same === undefined) sections.push({ heading: ended(heading), lines });
    else addEntries(same.lines, lines);
  }
  return sections.flatMap(({ heading, lines }, index) => {
    const before = sections[index - 1]?.lines.at(-1);
    const gap = before !== undefined && !isBlank(before) ? ['\n'] : [];
    return heading === '' ? lines : [...gap, heading, ...lines];
  });
}

function isBlank(line: string): boolean {
  return line.trim() === '';
}

function addEntries(entries: string[], more: readonly string[]): void {
  const fresh = more.filter((line) => !isBlank(line) && !entries.includes(line));
  let at = entries.length;
  while (at > 0 && isBlank(entries[at - 1] ?? '')) at--;
  if (at > 0) entries[at - 1] = ended(entries[at - 1] ?? '');
  entries.splice(at, 0, ...fresh);
}

function sectionsOf(lines: readonly string[]): Section[] {
  const sections: Section[] = [{ heading: '', lines: [] }];
  for (const line of lines) {
    if (/^#{1,6}\s/.test(line)) sections.push({ heading: line, lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections;
}

function ended(line: string): string {
  return line === '' || lineEnding(line) !== null ? line : `${line}\n`;
}
