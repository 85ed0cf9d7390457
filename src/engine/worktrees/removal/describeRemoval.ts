import { byteSize } from '../../../core/byteSize';
import { landedAsCopy } from '../../../core/landing';
import type { Undeleted } from './deleteFolder';
import type { Examination } from './examine';
import type { SizedPath } from './survey';

/** What the one who asks agrees to. */
export interface Consent {
  /** Whether work that is saved nowhere else may go into a snapshot. */
  readonly force: boolean;
  /** Whether commits may go of which the target has copies. */
  readonly copies: boolean;
}

const shownPaths = 3;

/** Says why a worktree is kept, a sentence or more; null when it may be removed. */
export function whyKept(found: Examination, consent: Consent): string | null {
  const { blockers, work, ignored, landing, landedIn, bytes } = found;
  if (blockers.length > 0) return blockers.map(({ sentence }) => sentence).join(' ');
  if (consent.force) return null;
  const reasons = [
    ...(work.length > 0 ? [`It has ${work.join(' and ')}.`] : []),
    ...(ignored.large.length > 0 ? [`It has large ignored files: ${listed(ignored.large)}.`] : []),
  ];
  if (reasons.length > 0) return reasons.join(' ');
  if (!landedAsCopy(landing) || consent.copies) return null;
  return `Its work is in ${landedIn ?? 'its target'} already (${landing}); "parallel-cc cleanup --merged" removes it and frees ${byteSize(bytes)}.`;
}

/** Says what a removal would do. @param branch what becomes of the branch, a sentence or nothing. */
export function describePlan(found: Examination, branch: string): string {
  const unsaved = found.work.length > 0 ? `It has ${found.work.join(' and ')}, which a snapshot keeps.` : 'Nothing in it would be lost.'; // prettier-ignore
  return sentences(unsaved, `It takes ${byteSize(found.bytes)}.`, branch, notKept(found), found.unknown);
}

/** Says what a removal did. @param branch what became of the branch, a sentence or nothing. */
export function describeRemoval(
  found: Examination,
  branch: string,
  left: readonly Undeleted[],
  aside: string,
): string {
  const rest = left.length === 0 ? '' : `Of its files ${describeLeft(left)} could not be deleted; what is left is in ${aside}, and the next clean-up tries again.`; // prettier-ignore
  const removed = `The worktree was removed, ${byteSize(found.bytes)}.`;
  return sentences(removed, branch, notKept(found), found.unknown, rest);
}

/** Names the first of what could not be deleted. */
export function describeLeft(left: readonly Undeleted[]): string {
  const [first] = left;
  const more = left.length > 1 ? ` and ${left.length - 1} more` : '';
  return first === undefined ? 'none' : `"${first.path}"${more} (${first.why})`;
}

function notKept({ ignored: { reproducible } }: Examination): string {
  return reproducible.length > 0 ? `Not kept, since it can be made again: ${listed(reproducible)}.` : '';
}

function sentences(...all: readonly (string | null)[]): string {
  return all.filter((sentence) => sentence !== null && sentence !== '').join(' ');
}

function listed(paths: readonly SizedPath[]): string {
  const shown = paths.slice(0, shownPaths).map(({ path, bytes }) => `${path} (${byteSize(bytes)})`);
  const more = paths.slice(shownPaths);
  const rest = more.reduce((sum, { bytes }) => sum + bytes, 0);
  return [...shown, ...(more.length > 0 ? [`${more.length} more (${byteSize(rest)})`] : [])].join(', ');
}
