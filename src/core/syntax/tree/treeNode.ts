/** A node of a syntax tree that has outlived the parser's own. */
export interface TreeNode {
  readonly type: string;
  /** The role that it has in its parent, where the grammar names one. */
  readonly field: string | null;
  /** Whether it stands for a rule of the grammar, not for a word or sign. */
  readonly named: boolean;
  /** Offsets in the source text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** None for a token, and where the tree was not read further. */
  readonly children: readonly TreeNode[];
  /** Whether it or anything in it could not be parsed. */
  readonly broken: boolean;
}

/** The children that stand for rules of the grammar. */
export function namedChildren({ children }: TreeNode): readonly TreeNode[] {
  return children.filter(({ named }) => named);
}

/** The child that has a role. */
export function childIn({ children }: TreeNode, field: string): TreeNode | null {
  return children.find((child) => child.field === field) ?? null;
}
