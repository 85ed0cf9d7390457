import type { ConflictKind } from '../conflict';
import type { FileRole } from '../files/fileRole';
import { squeezed } from './squeeze';
import type { ConflictNature, ConflictReading, ConflictRemedy, ConflictSeverity } from './reading';
import { conflictType } from './reading';
import type { Sentence } from './sentence';
import { ours, say, theirs } from './sentence';

/** Git's modes of one path in the three versions; null where a version does not have it. */
export interface PathModes {
  readonly base: string | null;
  readonly ours: string | null;
  readonly theirs: string | null;
}

/** A conflict that is about a file as a whole. */
export interface ConflictedFile {
  readonly kind: ConflictKind;
  readonly path: string;
  /** The name before, where a side gave it another. */
  readonly oldPath: string | null;
  readonly oursPath: string | null;
  readonly theirsPath: string | null;
  readonly modes: PathModes;
  readonly role: FileRole | null;
  /** For a file that one side deleted: its text before, and the other side's; null where it is no text. */
  readonly change: { readonly before: string; readonly after: string } | null;
  /** The definitions that the side which kept the file changed. */
  readonly declarations: readonly string[];
}

/** Says what a conflict is about that no text shows. */
export function classifyFile(file: ConflictedFile): ConflictReading {
  const { nature, severity, sentence, remedy } = judge(file);
  const { declarations } = file;
  return { nature, severity, type: conflictType(nature, declarations), sentence, declarations, remedy };
}

interface Judgement {
  readonly nature: ConflictNature;
  readonly severity: ConflictSeverity;
  readonly sentence: Sentence;
  readonly remedy: ConflictRemedy;
}

function judge(file: ConflictedFile): Judgement {
  const { kind, path, oldPath } = file;
  const isOneSided = (file.oursPath === null) !== (file.theirsPath === null);
  if (kind === 'deletedModified' || (kind === 'renamed' && isOneSided)) return judgeDeletion(file);
  if (isSymlink(file)) return judgeSymlink(file);
  switch (kind) {
    case 'renamed':
      return high('renamed', say`${ours} moved ${oldPath ?? path} to ${file.oursPath ?? path}, ${theirs} to ${file.theirsPath ?? path}.`, 'Decide on one name; what both changed in it merges as ever.'); // prettier-ignore
    case 'fileDirectory':
      return high('file-directory', say`${path} became a file for one of ${ours} and ${theirs} and a folder for the other.`, 'Give one of the two another name.'); // prettier-ignore
    case 'mode':
      return { ...high('mode', say`${ours} and ${theirs} gave ${path} different file modes.`, 'Decide whether it is a program that can be started.'), severity: 'low' }; // prettier-ignore
    case 'binary':
      return judgeBinary(file);
    case 'submodule':
      return high('submodule', say`${ours} and ${theirs} moved the submodule ${path} to different commits.`, 'Merge the two commits in the submodule, and take the commit that has both.'); // prettier-ignore
    case 'content':
    case 'bothAdded':
    case 'semantic':
    case 'other':
      return high('unknown', say`${ours} and ${theirs} changed ${path} in ways that git cannot merge.`, 'Merge the two with git and look at what it says.'); // prettier-ignore
  }
}

function judgeDeletion(file: ConflictedFile): Judgement {
  const { path, oldPath, change, oursPath } = file;
  const [deleter, keeper] = oursPath === null ? [ours, theirs] : [theirs, ours];
  if (file.role?.kind === 'lockfile')
    return { ...high('delete-modify', say`${deleter} deleted ${path}, which ${keeper} had generated anew.`, 'Take the target’s side: the file is made by a program.'), severity: 'medium' }; // prettier-ignore
  if (oldPath !== null && oldPath !== path)
    return high('delete-modify', say`${deleter} deleted ${oldPath}, which ${keeper} moved to ${path}.`, 'Decide whether it is still needed under its new name.'); // prettier-ignore
  const isLayoutOnly = change !== null && squeezed(change.before) === squeezed(change.after);
  if (isLayoutOnly)
    return { ...high('delete-modify', say`${deleter} deleted ${path}, of which ${keeper} only changed the layout.`, 'Deleting it loses nothing but layout.'), severity: 'medium' }; // prettier-ignore
  return high('delete-modify', say`${deleter} deleted ${path}, which ${keeper} changed.`, 'Decide whether it is still needed: keep the changed file, or delete it and make the change where its content went.'); // prettier-ignore
}

function judgeSymlink({ path, modes }: ConflictedFile): Judgement {
  if (modes.ours === modes.theirs) return high('symlink', say`${ours} and ${theirs} let the link ${path} point to different places.`, 'Decide where it is to point.'); // prettier-ignore
  const [linker, other] = modes.ours === symlinkMode ? [ours, theirs] : [theirs, ours];
  return high('symlink', say`${path} is a symbolic link for ${linker} and a file for ${other}.`, 'Decide what it is to be.'); // prettier-ignore
}

function judgeBinary({ path, role }: ConflictedFile): Judgement {
  if (role?.kind !== 'lockfile') return high('binary', say`${ours} and ${theirs} changed the binary file ${path}.`, 'Take one side’s file: it cannot be merged.'); // prettier-ignore
  const remedy = { automatic: true, text: 'Take the target’s file and generate it again.', command: role.regenerate }; // prettier-ignore
  return { nature: 'generated', severity: 'low', sentence: say`${ours} and ${theirs} each had ${path} generated anew, differently.`, remedy }; // prettier-ignore
}

function high(nature: ConflictNature, sentence: Sentence, advice: string): Judgement {
  return { nature, severity: 'high', sentence, remedy: { automatic: false, text: advice, command: null } };
}

const symlinkMode = '120000';

function isSymlink({ modes, oursPath, theirsPath }: ConflictedFile): boolean {
  return oursPath !== null && theirsPath !== null && (modes.ours === symlinkMode || modes.theirs === symlinkMode); // prettier-ignore
}
