import type { TreeNode } from '../tree/treeNode';
import type { SourceVersion } from './item';

/** The name under which a node is known among its siblings; null where it has none. */
export function keyOf(node: TreeNode, version: SourceVersion): string | null {
  const rule = version.grammar.keys[node.type];
  if (rule === undefined) return null;
  return rule(node, version.text, (child) => keyOf(child, version));
}
