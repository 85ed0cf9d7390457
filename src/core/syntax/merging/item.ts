import { canonical, tokensOf } from '../tree/tokens';
import type { TreeNode } from '../tree/treeNode';
import type { MergeGrammar } from '../grammars/mergeGrammar';

/** A text with its tree and the rules of its language. */
export interface SourceVersion {
  readonly text: string;
  readonly root: TreeNode;
  readonly grammar: MergeGrammar;
}

/** Where the parts of an item begin and end in its text. */
export interface ItemPlace {
  /** Where the white space before it begins. */
  readonly start: number;
  /** Where the comments that describe it begin, or else what they describe. */
  readonly bodyStart: number;
  readonly coreStart: number;
  readonly bodyEnd: number;
  /** Where its separator ends; `bodyEnd` where it has none. */
  readonly separatorEnd: number;
  /** Where it ends with the comment and the line end behind it. */
  readonly end: number;
}

/** One element of a list: what stands there, with the comments that describe it and the white space before. */
export class Item {
  private foundHash: string | undefined;
  private foundTokens: readonly string[] | undefined;

  constructor(
    private readonly version: SourceVersion,
    readonly place: ItemPlace,
    /** null for what is no element: loose comments, and the end of a list. */
    readonly node: TreeNode | null,
    /** The name under which it is known among its siblings. */
    readonly key: string | null,
  ) {}

  get gap(): string {
    return this.version.text.slice(this.place.start, this.place.bodyStart);
  }

  get body(): string {
    return this.version.text.slice(this.place.bodyStart, this.place.bodyEnd);
  }

  /** The comments of the body. */
  get lead(): string {
    return this.version.text.slice(this.place.bodyStart, this.place.coreStart);
  }

  get separator(): string {
    return this.version.text.slice(this.place.bodyEnd, this.place.separatorEnd);
  }

  get tail(): string {
    return this.version.text.slice(this.place.separatorEnd, this.place.end);
  }

  get type(): string {
    return this.node?.type ?? (this.isEnd ? 'end' : 'comment');
  }

  /** Whether it stands for the place behind the last element. */
  get isEnd(): boolean {
    return this.key === endKey;
  }

  /** Whether only line ends and blanks come before it in its line. */
  get beginsLine(): boolean {
    const { start, bodyStart } = this.place;
    return (
      start === 0 ||
      this.version.text[start - 1] === '\n' ||
      this.version.text.slice(start, bodyStart).includes('\n')
    );
  }

  /** The same for bodies that differ in white space only. */
  get hash(): string {
    this.foundHash ??= canonical(this.body, this.version.grammar.indentMatters);
    return this.foundHash;
  }

  get tokens(): readonly string[] {
    this.foundTokens ??= tokensOf(this.body);
    return this.foundTokens;
  }
}

/** The key of the place behind the last element of a list. */
export const endKey = '\u0000end';
