import type { LineRange } from '../../conflict';
import type { ListRule } from '../grammars/mergeGrammar';
import type { TreeNode } from '../tree/treeNode';
import type { SourceVersion } from './item';
import { keyOf } from './keyOf';
import type { LineIndex } from './lineIndex';
import type { ItemList } from './listItems';
import { listItems } from './listItems';
import type { PerVersion } from './regions';
import { versionNames } from './regions';

/** A list that a stretch of text lies in. */
export interface Container {
  readonly node: TreeNode;
  readonly rule: ListRule;
  readonly list: ItemList;
  /** Names of the definitions around it, from the outermost inwards. */
  readonly path: readonly string[];
}

/** Some items of a container, next to each other and in lines of their own. */
export interface Cover {
  readonly first: number;
  /** The index behind the last. */
  readonly last: number;
  readonly lines: LineRange;
}

/** The lists that hold some lines of a text, from the outermost inwards. */
export function containersOf(version: SourceVersion, index: LineIndex, lines: LineRange): Container[] {
  const { text, root, grammar } = version;
  const range = trimmed(text, index.offset(lines.start), index.offset(lines.end));
  const found: Container[] = [];
  const path: string[] = [];
  for (let node: TreeNode | undefined = root; node !== undefined; node = childAround(node, range)) {
    const rule = grammar.lists[node.type] ?? (node === root ? rootRule : undefined);
    const list =
      rule === undefined || (node.broken && node !== root) ? null : listItems(node, rule, version, 'lines');
    if (rule !== undefined && list !== null && list.start <= range.start && range.end <= list.end)
      found.push({ node, rule, list, path: [...path] });
    const key = keyOf(node, version);
    if (key !== null && path.at(-1) !== key) path.push(key);
  }
  return found;
}

const rootRule: ListRule = { policy: 'statements', bare: true };

/** How many of the outermost containers are the same in all versions. */
export function commonDepth(chains: PerVersion<readonly Container[]>): number {
  const { base, ours, theirs } = chains;
  let depth = 0;
  while (depth < base.length && isSame(base[depth], ours[depth]) && isSame(base[depth], theirs[depth]))
    depth++;
  return depth;
}

function isSame(one: Container | undefined, other: Container | undefined): boolean {
  return (
    one !== undefined && one.node.type === other?.node.type && one.path.join('.') === other.path.join('.')
  );
}

/** The items that some lines touch; null where they share lines with what is outside. */
export function coverOf(
  { list }: Container,
  { text }: SourceVersion,
  index: LineIndex,
  lines: LineRange,
): Cover | null {
  const [start, end] = [index.offset(lines.start), index.offset(lines.end)];
  if (start < list.start && text.slice(start, list.start).trim() !== '') return null;
  if (end > list.end && text.slice(list.end, end).trim() !== '') return null;
  const { items } = list;
  let first = items.findIndex(({ place }) => place.end > start);
  if (first === -1) first = items.length - 1;
  let last = items.findLastIndex(({ place }) => place.start < end) + 1;
  if (last < first) last = first;
  if (last >= items.length - 1) last = items.length;
  const from = items[first]?.place.start ?? list.end;
  const to = last > first ? (items[last - 1]?.place.end ?? list.end) : from;
  return beginsLine(text, from) && beginsLine(text, to)
    ? { first, last, lines: { start: index.lineAt(from), end: index.lineAt(to) } }
    : null;
}

/** Whether all versions reach the end of their lists, where one does. */
export function reachEndTogether(covers: PerVersion<Cover>, chains: PerVersion<Container>): boolean {
  const reaches = versionNames.map((version) => covers[version].last === chains[version].list.items.length);
  return reaches.every((one) => one === reaches[0]);
}

function beginsLine(text: string, offset: number): boolean {
  return offset === 0 || offset === text.length || text[offset - 1] === '\n';
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function trimmed(text: string, start: number, end: number): Span {
  const inner = text.slice(start, end);
  const content = inner.trim();
  if (content === '') return { start, end: start };
  const from = start + (inner.length - inner.trimStart().length);
  return { start: from, end: from + content.length };
}

function childAround({ children }: TreeNode, { start, end }: Span): TreeNode | undefined {
  return children.find((child) =>
    start === end ? child.start < start && start < child.end : child.start <= start && end <= child.end,
  );
}
