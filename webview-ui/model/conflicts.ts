import type { ConflictNature } from '../../src/core/classify/reading';
import type { LineRange } from '../../src/core/conflict';
import type { ConflictSideView, ConflictView } from '../../src/protocol/snapshot';
import type { TreeAction, TreeNode } from '../tree/node';
import { makeNode, wordFile } from '../tree/node';

const natureWords: Readonly<Record<ConflictNature, string>> = {
  formatting: 'layout only',
  imports: 'imports',
  'both-added': 'both added',
  moved: 'moved and changed',
  renamed: 'renamed and changed',
  structural: 'neighbours',
  'concurrent-edit': 'same lines',
  'delete-modify': 'deleted and changed',
  generated: 'generated',
  mode: 'different modes',
  symlink: 'link',
  binary: 'binary',
  submodule: 'submodule',
  'file-directory': 'file and folder',
  semantic: 'breaks when merged',
  unknown: 'cannot be merged',
};

/** The pairs that would conflict, with their files below. */
export function conflictNodes(conflicts: readonly ConflictView[]): TreeNode[] {
  const pairs = new Map<string, ConflictView[]>();
  for (const conflict of conflicts) {
    const key = `${conflict.ours.label} ↔ ${conflict.theirs.label}`;
    pairs.set(key, [...(pairs.get(key) ?? []), conflict]);
  }
  return [...pairs].map(([label, files]) =>
    makeNode({
      key: `pair:${label}`,
      icon: 'conflict',
      label,
      badge: { text: String(files.length), icon: null },
      title: `${label}, ${files.length} conflicting ${files.length === 1 ? 'file' : 'files'}`,
      expandedAtFirst: true,
      children: files.map((conflict) => conflictFileNode(conflict, 'pair', null)),
    }),
  );
}

/**
 * The row of a conflicting file.
 * @param session the session below which it is shown; then the other side is named.
 */
export function conflictFileNode(conflict: ConflictView, place: string, session: string | null): TreeNode {
  const other =
    session === null ? null : conflict.ours.sessionId === session ? conflict.theirs : conflict.ours;
  const region = conflict.regions[0];
  const lines = region === undefined ? '' : ` ${wordLines(region.ours)} / ${wordLines(region.theirs)}`;
  return makeNode({
    key: `conflict:${place}:${conflict.id}`,
    icon: other === null ? 'file' : 'conflict',
    ...wordFile(
      conflict.path,
      other === null ? `${natureWords[conflict.nature]}${lines}` : `with ${other.label}`,
    ),
    title: conflict.summary,
    primary: { kind: 'compareConflict', conflictId: conflict.id },
    actions: [
      { label: 'Compare Both Sides', intent: { kind: 'compareConflict', conflictId: conflict.id } },
      ...openActions(conflict.ours, conflict.oursPath, region?.ours),
      ...openActions(conflict.theirs, conflict.theirsPath, region?.theirs),
      ...messageActions(conflict.ours),
      ...messageActions(conflict.theirs),
    ],
  });
}

function openActions(
  side: ConflictSideView,
  path: string | null,
  range: LineRange | undefined,
): TreeAction[] {
  if (side.worktreePath === null || path === null) return [];
  const { worktreePath } = side;
  return [
    {
      label: `Open in ${side.label}`,
      intent: { kind: 'openFile', worktreePath, path, line: range?.start ?? null },
    },
  ];
}

function messageActions(side: ConflictSideView): TreeAction[] {
  if (side.sessionId === null) return [];
  return [{ label: `Message ${side.label}…`, intent: { kind: 'messageSession', sessionId: side.sessionId } }];
}

function wordLines({ start, end }: LineRange): string {
  return end - start <= 1 ? `${start + 1}` : `${start + 1}–${end}`;
}
