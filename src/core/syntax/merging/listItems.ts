import type { ListRule } from '../grammars/mergeGrammar';
import type { TreeNode } from '../tree/treeNode';
import { endKey, Item, type SourceVersion } from './item';
import { keyOf } from './keyOf';

/** The elements of a list, and the stretch of text that they fill together. */
export interface ItemList {
  readonly items: readonly Item[];
  readonly start: number;
  readonly end: number;
  /** Children of the node before and behind the elements, brackets included. */
  readonly before: readonly TreeNode[];
  readonly after: readonly TreeNode[];
  /** What stands between two elements; empty where nothing does. */
  readonly separator: string;
  /** Whether the last element has a separator too. */
  readonly trailing: boolean;
}

/** Whether the elements reach to the borders of the lines around them, or no further than their node. */
export type Reach = 'lines' | 'node';

/** Finds the elements of a list; null where the node has no such list in it. */
export function listItems(
  node: TreeNode,
  rule: ListRule,
  version: SourceVersion,
  reach: Reach,
): ItemList | null {
  const bounds = boundsOf(node, rule, version, reach);
  return bounds === null ? null : new ListReader(node, rule, version, bounds).read();
}

interface Bounds {
  readonly first: number;
  readonly last: number;
  readonly start: number;
  readonly end: number;
}

function boundsOf(
  node: TreeNode,
  rule: ListRule,
  { text, root }: SourceVersion,
  reach: Reach,
): Bounds | null {
  const { children } = node;
  if (node === root) return { first: 0, last: children.length, start: 0, end: text.length };
  const contentEnd = node.start + text.slice(node.start, node.end).trimEnd().length;
  const nodeEnd = reach === 'node' ? contentEnd : pastLineEnd(text, contentEnd);
  if (rule.bare === true)
    return {
      first: 0,
      last: children.length,
      start: reach === 'node' ? node.start : lineStart(text, node.start),
      end: nodeEnd,
    };
  const open = openingOf(node, rule);
  const [opening, lastChild] = [children[open], children.at(-1)];
  if (opening === undefined || lastChild === undefined) return null;
  const closes = closing.test(lastChild.type) && children.length - 1 > open;
  const last = closes ? children.length - 1 : children.length;
  // A closing bracket on a line of its own keeps the white space before it.
  const end = closes ? lineStart(text, lastChild.start) : nodeEnd;
  return { first: open + 1, last, start: Math.min(pastLineEnd(text, opening.end), end), end };
}

/** Where the line of a place begins, if there is only white space before it; else the place itself. */
function lineStart(text: string, place: number): number {
  const start = text.lastIndexOf('\n', place - 1) + 1;
  return text.slice(start, place).trim() === '' ? start : place;
}

const closing = /^(?:[)\]}>]|\/>|\|\}|end_tag)$/;

function openingOf({ children }: TreeNode, rule: ListRule): number {
  if (rule.after === undefined)
    return children.findIndex(({ named, type }) => !named && /^[({[<]\|?$/.test(type));
  const word = children.findIndex(({ type }) => type === rule.after);
  return children[word + 1]?.type === '(' ? word + 1 : word;
}

/** Where the line ends on which nothing but white space follows; else the place itself. */
function pastLineEnd(text: string, from: number): number {
  const rest = /[^\S\n]*(?:\n|$)/y;
  rest.lastIndex = from;
  return from + (rest.exec(text)?.[0].length ?? 0);
}

class ListReader {
  private readonly items: Item[] = [];
  private at: number;
  private bodyStart: number | null = null;
  private separatorText = '';
  private lastHasSeparator = false;
  private elements = 0;

  constructor(
    private readonly node: TreeNode,
    private readonly rule: ListRule,
    private readonly version: SourceVersion,
    private readonly bounds: Bounds,
  ) {
    this.at = bounds.start;
  }

  read(): ItemList {
    const { first, last, start, end } = this.bounds;
    const { children } = this.node;
    for (let index = first; index < last; index = this.readOne(index));
    this.loose(end);
    const place = { start: this.at, bodyStart: end, coreStart: end, bodyEnd: end, separatorEnd: end, end };
    this.items.push(new Item(this.version, place, null, endKey));
    return {
      items: this.items,
      start,
      end,
      before: children.slice(0, first),
      after: children.slice(last),
      separator: this.separatorText || (this.elements < 2 ? (this.rule.separator ?? '') : ''),
      trailing: this.lastHasSeparator,
    };
  }

  /** Reads the child at an index and what belongs to it; returns the index of the next. */
  private readOne(index: number): number {
    const child = this.node.children[index];
    if (child === undefined) return index + 1;
    const { text, grammar } = this.version;
    if (child.end <= this.at || text.slice(child.start, child.end).trim() === '') return index + 1;
    if (grammar.comments.has(child.type)) return this.comment(child, index);
    this.bodyStart ??= child.start;
    if (grammar.attached.has(child.type)) return index + 1;
    return this.element(child, index);
  }

  private comment(child: TreeNode, index: number): number {
    const next = this.node.children[index + 1];
    const endsAt = next?.start ?? this.bounds.end;
    const isLoose = /\n[^\S\n]*\n/.test(this.version.text.slice(child.end, endsAt));
    this.bodyStart ??= child.start;
    if (isLoose) this.loose(child.end);
    return index + 1;
  }

  /** Comments that nothing follows which they could describe. */
  private loose(bodyEnd: number): void {
    const { bodyStart } = this;
    if (bodyStart === null) return;
    const trimmed = bodyStart + this.version.text.slice(bodyStart, bodyEnd).trimEnd().length;
    this.push({ bodyStart, coreStart: trimmed, bodyEnd: trimmed, separatorEnd: trimmed }, null, trimmed);
  }

  private element(child: TreeNode, index: number): number {
    this.elements++;
    const { children } = this.node;
    const bodyStart = this.bodyStart ?? child.start;
    const bodyEnd = this.trimmedEnd(child);
    let next = index + 1;
    let separatorEnd = bodyEnd;
    const separator = children[next];
    this.lastHasSeparator = separator !== undefined && next < this.bounds.last && isSeparator(separator);
    if (separator !== undefined && this.lastHasSeparator) {
      separatorEnd = separator.end;
      this.separatorText = separator.type;
      next++;
    }
    const comment = children[next];
    const isBehind =
      comment !== undefined &&
      next < this.bounds.last &&
      this.version.grammar.comments.has(comment.type) &&
      this.isRestOfLine(separatorEnd, comment);
    if (isBehind) next++;
    this.push(
      { bodyStart, coreStart: child.start, bodyEnd, separatorEnd },
      child,
      isBehind ? comment.end : separatorEnd,
    );
    return next;
  }

  // Nodes of some grammars take the line end along.
  private trimmedEnd({ start, end }: TreeNode): number {
    return start + this.version.text.slice(start, end).trimEnd().length;
  }

  private isRestOfLine(from: number, comment: TreeNode): boolean {
    const { text } = this.version;
    if (text.slice(from, comment.start).includes('\n')) return false;
    const end = this.trimmedEnd(comment);
    return pastLineEnd(text, end) > end || end === text.length;
  }

  private push(place: Omit<Item['place'], 'start' | 'end'>, node: TreeNode | null, from: number): void {
    const end = Math.min(
      pastLineEnd(this.version.text, Math.max(from, place.separatorEnd)),
      Math.max(this.bounds.end, from),
    );
    const key = node === null ? null : keyOf(node, this.version);
    this.items.push(new Item(this.version, { ...place, start: this.at, end }, node, key));
    this.at = end;
    this.bodyStart = null;
  }
}

function isSeparator({ named, type }: TreeNode): boolean {
  return !named && /^[,;|]$/.test(type);
}
