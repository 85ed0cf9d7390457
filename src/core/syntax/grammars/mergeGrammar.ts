import type { TreeNode } from '../tree/treeNode';

/** What the order of a list's items means, and so what may be done where both sides insert. */
export type ListPolicy =
  /** Nothing: imports, keys of an object. */
  | 'set'
  /** Little: named definitions, one after the other. */
  | 'declarations'
  /** Much: they run one after the other. */
  | 'statements'
  /** All: arguments, elements. */
  | 'sequence';

/** How the items of a list are found among the children of its node. */
export interface ListRule {
  readonly policy: ListPolicy;
  /** Whether all children are items; else those between brackets, or after a word. */
  readonly bare?: boolean;
  /** The word after which the items come, where there may be no bracket. */
  readonly after?: string;
  /** What stands between items where a list has fewer than two to learn it from. */
  readonly separator?: string;
}

/** Gives the name under which a node is known among its siblings; null where it has none. */
export type KeyRule = (
  node: TreeNode,
  text: string,
  keyOf: (node: TreeNode) => string | null,
) => string | null;

/** All that merging must know of a language. */
export interface MergeGrammar {
  /** The name of its parser. */
  readonly grammar: string;
  readonly lists: Readonly<Record<string, ListRule>>;
  readonly keys: Readonly<Record<string, KeyRule>>;
  readonly comments: ReadonlySet<string>;
  /** Nodes that belong to the sibling after them, such as attributes. */
  readonly attached: ReadonlySet<string>;
  /** Nodes that bring in names from elsewhere. */
  readonly imports: ReadonlySet<string>;
  /** Nodes that define something of which there can be only one of a name in its list. */
  readonly definitions: ReadonlySet<string>;
  /** Whether a line's indentation says where it belongs. */
  readonly indentMatters: boolean;
  /** Definitions of one name that differ in their parameters may stand side by side. */
  readonly overloads: boolean;
}
