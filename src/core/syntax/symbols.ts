import type { LanguageRules, SymbolKind, SymbolRule } from './languages';
import type { SyntaxNode } from './syntaxNode';
import { partsOf } from './syntaxNode';

/** A named definition in a source text. Lines are counted from 0, ends are exclusive. */
export interface SymbolSpan {
  /** From the outermost definition inwards with `.` between: `Auth.validateToken`. Overloads share a name. */
  readonly name: string;
  readonly kind: SymbolKind;
  readonly startLine: number;
  readonly endLine: number;
  /** Offsets in the text, in UTF-16 units, as `slice` takes them. */
  readonly start: number;
  readonly end: number;
}

/** Lists the definitions of a source text in the order of the text; what is within a function is part of it. */
export function listSymbols(root: SyntaxNode, rules: LanguageRules): SymbolSpan[] {
  const found: SymbolSpan[] = [];
  walk(root, '', null, { rules, found });
  return found;
}

interface Search {
  readonly rules: LanguageRules;
  readonly found: SymbolSpan[];
}

/** @param extent the statement around a single definition, such as an export or a decoration, which belongs to it. */
function walk(node: SyntaxNode, prefix: string, extent: SyntaxNode | null, search: Search): void {
  const { rules } = search;
  for (const child of partsOf(node)) {
    const rule = rules.definitions[child.type];
    if (rule !== undefined) define(child, rule, prefix, extent ?? child, search);
    else if (rules.through.has(child.type)) walk(child, prefix, extentOf(child, extent, rules), search);
  }
}

function extentOf(node: SyntaxNode, outer: SyntaxNode | null, rules: LanguageRules): SyntaxNode | null {
  if (!rules.wrappers.has(node.type)) return null;
  const inner = partsOf(node).filter(({ type }) => type in rules.definitions || rules.wrappers.has(type));
  return inner.length === 1 ? (outer ?? node) : null;
}

function define(
  node: SyntaxNode,
  rule: SymbolRule,
  prefix: string,
  extent: SyntaxNode,
  search: Search,
): void {
  const name = nameOf(node, rule);
  if (name === null) return;
  const qualified = `${prefix}${name}`;
  if (rule.kind !== null) search.found.push(spanOf(qualified, rule.kind, extent));
  if (!rule.members) return;
  const body = node.childForFieldName('body');
  if (body !== null) walk(body, `${qualified}.`, null, search);
}

function spanOf(
  name: string,
  kind: SymbolKind,
  { startPosition, endPosition, startIndex, endIndex }: SyntaxNode,
): SymbolSpan {
  const endLine = endPosition.column === 0 ? endPosition.row : endPosition.row + 1;
  return { name, kind, startLine: startPosition.row, endLine, start: startIndex, end: endIndex };
}

function nameOf(node: SyntaxNode, { nameIn = 'name', receiver }: SymbolRule): string | null {
  const found = node.childForFieldName(nameIn);
  const named = found === null ? null : innermostName(found);
  if (named === null || named === '') return null;
  const owner = receiver === undefined ? null : node.childForFieldName(receiver);
  const ownerName = owner === null ? null : firstTypeName(owner);
  return ownerName === null ? named : `${ownerName}.${named}`;
}

/** What a declarator declares lies at the bottom of pointers, parameters and qualifications. */
function innermostName(node: SyntaxNode): string | null {
  if (patterns.has(node.type)) return null;
  const inner =
    node.childForFieldName('declarator') ??
    (node.type === 'generic_type' ? node.childForFieldName('type') : null);
  if (inner !== null) return innermostName(inner);
  if (node.type === 'reference_declarator') {
    const referenced = partsOf(node).at(-1);
    return referenced === undefined ? null : innermostName(referenced);
  }
  return node.text
    .replace(/\s*(::|->)\s*/g, '.')
    .replace(/<[^<>]*>(?=\.)/g, '')
    .replace(/^\.|["'`]/g, '');
}

const patterns: ReadonlySet<string> = new Set([
  'object_pattern',
  'array_pattern',
  'pattern_list',
  'tuple_pattern',
  'attribute',
  'subscript',
]);

function firstTypeName(node: SyntaxNode): string | null {
  if (node.type === 'type_identifier') return node.text;
  for (const part of partsOf(node).toReversed()) {
    const name = firstTypeName(
      node.type === 'generic_type' ? (node.childForFieldName('type') ?? part) : part,
    );
    if (name !== null) return name;
  }
  return null;
}
