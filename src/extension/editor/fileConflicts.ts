import type { ConflictNature } from '../../core/classify/reading';
import type { LineRange } from '../../core/conflict';
import type { ConflictSideView, ConflictView, Snapshot } from '../../protocol/snapshot';
import type { WorktreeFile } from './worktreeFile';

/** A place in an open file that another side changed too. */
export interface FilePlace {
  readonly conflict: ConflictView;
  readonly other: ConflictSideView;
  /** Index of the region; null for a conflict that is about the whole file. */
  readonly region: number | null;
  /** Lines of the file as it is on disk. */
  readonly range: LineRange;
}

/** Lists the places of a file that would conflict, in the order of the conflicts. */
export function placesInFile({ conflicts }: Snapshot, file: WorktreeFile): FilePlace[] {
  return conflicts.flatMap((conflict): FilePlace[] => {
    const side = sideOf(conflict, file);
    if (side === null) return [];
    const other = side === 'ours' ? conflict.theirs : conflict.ours;
    if (conflict.regions.length === 0)
      return [{ conflict, other, region: null, range: { start: 0, end: 0 } }];
    return conflict.regions.map((region, index) => ({ conflict, other, region: index, range: region[side] }));
  });
}

/** Says in a few words what another side did, for a lens above the place. */
export function placeTitle({ conflict, other, region }: FilePlace): string {
  const { nature, oursPath, theirsPath, ours, declarations } = conflict;
  if (nature === 'semantic') return `⚠ ${conflict.summary}`;
  if (region !== null) return `⚠ ${other.label} ${natureDeeds[nature] ?? 'changed these lines too'}`;
  if (nature === 'delete-modify' && (other === ours ? oursPath : theirsPath) === null)
    return `⚠ ${other.label} deleted this file`;
  const what = declarations.length === 0 ? 'this file' : declarations.slice(0, 2).join(', ');
  return `⚠ ${other.label} changed ${what} in a way that does not merge`;
}

const natureDeeds: Readonly<Partial<Record<ConflictNature, string>>> = {
  formatting: 'changed these lines too; one of you only their layout',
  imports: 'changed these imports too',
  'both-added': 'added something here too',
  structural: 'changed what is next to this',
  generated: 'had this file generated anew too',
};

function sideOf(conflict: ConflictView, { worktree, path }: WorktreeFile): 'ours' | 'theirs' | null {
  const { ours, theirs, oursPath, theirsPath } = conflict;
  if (ours.worktreePath === worktree.path && oursPath === path) return 'ours';
  return theirs.worktreePath === worktree.path && theirsPath === path ? 'theirs' : null;
}
