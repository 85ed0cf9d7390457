/** A node of a syntax tree, as much of it as the rules of core read. tree-sitter's own nodes are such nodes. */
export interface SyntaxNode {
  readonly type: string;
  /** The source text that it spans. */
  readonly text: string;
  readonly isNamed: boolean;
  readonly isError: boolean;
  /** Whether the parser put it in where the source has nothing. */
  readonly isMissing: boolean;
  /** Whether it or anything in it could not be parsed. */
  readonly hasError: boolean;
  /** Offsets in the source text, in UTF-16 units. */
  readonly startIndex: number;
  readonly endIndex: number;
  /** Lines and columns, from 0. */
  readonly startPosition: { readonly row: number; readonly column: number };
  readonly endPosition: { readonly row: number; readonly column: number };
  readonly children: readonly (SyntaxNode | null)[];
  readonly namedChildren: readonly (SyntaxNode | null)[];
  childForFieldName(name: string): SyntaxNode | null;
  /** A cursor that stands on it; whoever asked deletes it. */
  walk(): SyntaxCursor;
}

/** A place in a tree that is read without an object for each node. */
export interface SyntaxCursor {
  readonly nodeType: string;
  readonly nodeIsNamed: boolean;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly currentFieldName: string | null;
  readonly currentNode: SyntaxNode;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
  delete(): void;
}

/** The named children of a node. */
export function partsOf(node: SyntaxNode): SyntaxNode[] {
  return node.namedChildren.filter((child) => child !== null);
}

/** All children of a node, punctuation and words of the language included. */
export function allPartsOf(node: SyntaxNode): SyntaxNode[] {
  return node.children.filter((child) => child !== null);
}
