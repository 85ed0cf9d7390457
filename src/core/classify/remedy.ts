import type { FileRole } from '../files/fileRole';
import { mergeFile } from '../files/mergeFile';
import type { ConflictNature, ConflictRemedy } from './reading';

/** The text that a remedy is for. */
export interface RemediedText {
  readonly path: string;
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  readonly role: FileRole | null;
}

/** Says what is to be done about a conflicting text. */
export function remedyOf(nature: ConflictNature, text: RemediedText): ConflictRemedy {
  const merged = mergeFile(text);
  if (merged.outcome === 'merged') return { automatic: true, text: merged.why, command: null };
  if (merged.outcome === 'regenerate') return { automatic: merged.command !== null, text: merged.why, command: merged.command }; // prettier-ignore
  return { automatic: false, text: advice[nature], command: null };
}

/** Who has to decide what. */
const advice: Readonly<Record<ConflictNature, string>> = {
  formatting: 'Take the side that changed more than the layout, and format the file again.',
  imports: 'Keep the imports of both sides that the merged file uses.',
  'both-added': 'Keep what both sides added; give one of two things with the same name another.',
  moved: 'Move the lines, and make the other side’s change where they are now.',
  renamed: 'Make the other side’s change with the new name, also where it uses the old one.',
  structural: 'Keep both changes: they are of different things.',
  'concurrent-edit': 'Read both changes: whoever merges has to decide what the lines are to do.',
  'delete-modify': 'Decide whether it is still needed: keep the change, or delete it and what it was for.',
  generated: 'Take the target’s file and generate it again from the merged sources.',
  mode: 'Decide on one file mode.',
  symlink: 'Decide what the path is to be, or where the link is to point.',
  binary: 'Take one side’s file: it cannot be merged.',
  submodule: 'Merge in the submodule, and take the commit that has both.',
  'file-directory': 'Give one of the two another name.',
  semantic: 'Adapt the new use to what became of the definition, before or right after the merge.',
  unknown: 'Merge the two with git and look at what it says.',
};
