/** A named node of a syntax tree, copied out of the parser. Lines are counted from 0, ends are exclusive. */
export interface SourceNode {
  readonly type: string;
  /** What it is to its parent, such as `name`; null when the grammar does not say. */
  readonly field: string | null;
  /** Offsets in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly endLine: number;
  readonly children: readonly SourceNode[];
}

/** The first child that is `field` to its parent. */
export function fieldOf(node: SourceNode, field: string): SourceNode | undefined {
  return node.children.find((child) => child.field === field);
}

/** The first child of one of some types. */
export function childOf(node: SourceNode, ...types: readonly string[]): SourceNode | undefined {
  return node.children.find((child) => types.includes(child.type));
}
