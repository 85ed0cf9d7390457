import type { SyntaxNode } from '../syntaxNode';
import type { TreeNode } from './treeNode';

/** A stretch of a source text, in UTF-16 units; the end is exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Deeper trees are cut off: nobody writes them, and recursion over them must end. */
const deepest = 150;
/** How many levels are read of what lies outside of the ranges: enough for an exported declaration's name. */
const levelsOutside = 4;

/** Shorter texts are read as a whole. */
const shortText = 100_000;

/** Copies a parser's tree: all of a short text; of a long one what touches a range, and only the outline of the rest. */
export function readTree(root: SyntaxNode, wanted: readonly TextRange[]): TreeNode {
  const cursor = root.walk();
  const ranges = root.endIndex < shortText ? [{ start: 0, end: root.endIndex }] : wanted;
  const mayBeBroken = root.hasError;
  const read = (depth: number, levels: number): TreeNode => {
    const { startIndex: start, endIndex: end } = cursor;
    const touches = ranges.some((range) => range.start <= end && start <= range.end);
    const left = touches ? levelsOutside : levels - 1;
    const node = {
      type: cursor.nodeType,
      field: cursor.currentFieldName,
      named: cursor.nodeIsNamed,
      start,
      end,
      children: [] as TreeNode[],
      broken: mayBeBroken && cursor.currentNode.hasError,
    };
    if (left > 0 && depth < deepest && cursor.gotoFirstChild()) {
      do node.children.push(read(depth + 1, left));
      while (cursor.gotoNextSibling());
      cursor.gotoParent();
    }
    return node;
  };
  try {
    return read(0, levelsOutside);
  } finally {
    cursor.delete();
  }
}

/** Counts what the parser could not make sense of, and what it had to put in. */
export function countErrors(node: SyntaxNode): number {
  if (!node.hasError) return 0;
  let count = 0;
  const open: SyntaxNode[] = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.isError || next.isMissing) count++;
    for (const child of next.children)
      if (child?.hasError === true || child?.isMissing === true) open.push(child);
  }
  return count;
}
