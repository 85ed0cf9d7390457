import type { SourceNode } from '../sourceNode';
import { childOf, fieldOf } from '../sourceNode';
import type { FactsBuilder, Surroundings } from './builder';
import type { UseSyntax } from './reader';

/** Notes objects that are written out for a type, classes that implement one, elements, routes and tests. */
export const scriptLiterals: UseSyntax['special'] = (node, facts, around) => {
  switch (node.type) {
    case 'variable_declarator':
      noteLiterals(fieldOf(node, 'value'), fieldOf(node, 'type')?.children[0], facts, around);
      return true;
    case 'satisfies_expression':
      noteLiterals(node.children[0], node.children[1], facts, around);
      return true;
    case 'function_declaration':
    case 'arrow_function':
    case 'method_definition':
      noteReturns(node, facts, around);
      return true;
    case 'class_declaration':
      noteImplemented(node, facts, around);
      return true;
    case 'jsx_opening_element':
    case 'jsx_self_closing_element':
      noteElement(node, facts, around);
      return true;
    case 'call_expression':
      noteMarks(node, facts);
      return false;
    default:
      return false;
  }
};

function noteLiterals(
  value: SourceNode | undefined,
  type: SourceNode | undefined,
  facts: FactsBuilder,
  around: Surroundings,
): void {
  if (value === undefined || type === undefined) return;
  if (type.type === 'array_type' && value.type === 'array') {
    for (const entry of value.children) noteLiterals(entry, type.children[0], facts, around);
  } else if (type.type === 'type_identifier' && value.type === 'object') {
    const names = value.children.map((child) =>
      facts.text(fieldOf(child, 'key') ?? fieldOf(child, 'name') ?? child),
    );
    const isOpen = value.children.some((child) => /spread|computed/.test(child.type) || fieldOf(child, 'key')?.type === 'computed_property_name'); // prettier-ignore
    facts.use({ kind: 'literal', root: 'name', path: [facts.text(type)], names, count: isOpen ? null : 0 }, value, around); // prettier-ignore
  }
}

function noteReturns(node: SourceNode, facts: FactsBuilder, around: Surroundings): void {
  const declared = fieldOf(node, 'return_type')?.children[0];
  const isPromise = declared?.type === 'generic_type' && facts.text(declared).startsWith('Promise<');
  const type = isPromise ? childOf(declared, 'type_arguments')?.children[0] : declared;
  const named = type?.type === 'array_type' ? type.children[0] : type;
  if (type === undefined || named?.type !== 'type_identifier') return;
  const body = fieldOf(node, 'body');
  if (body?.type === 'parenthesized_expression') noteLiterals(body.children[0], type, facts, around);
  const search = (part: SourceNode): void => {
    if (part.type === 'return_statement') noteLiterals(part.children[0], type, facts, around);
    for (const child of part.children)
      if (!/function|method_definition|class/.test(child.type)) search(child);
  };
  if (body !== undefined) search(body);
}

function noteImplemented(node: SourceNode, facts: FactsBuilder, around: Surroundings): void {
  const heritage = childOf(node, 'class_heritage');
  const clause = heritage === undefined ? undefined : childOf(heritage, 'implements_clause');
  const base = heritage === undefined ? undefined : childOf(heritage, 'extends_clause');
  const members = fieldOf(node, 'body')?.children ?? [];
  const names = members.map((member) => facts.text(fieldOf(member, 'name') ?? fieldOf(member, 'property')));
  const from = (type: SourceNode, count: number | null): void =>
    facts.use({ kind: 'implement', root: 'name', path: [facts.text(type).replace(/<.*/s, '')], names, count }, type, around); // prettier-ignore
  for (const type of clause?.children ?? []) from(type, base === undefined ? 0 : null);
  const value = base === undefined ? undefined : fieldOf(base, 'value');
  if (value?.type === 'identifier') from(value, 0);
}

function noteElement(node: SourceNode, facts: FactsBuilder, around: Surroundings): void {
  const name = fieldOf(node, 'name');
  if (name === undefined || !/^[A-Z]/.test(facts.text(name))) return;
  facts.use({ kind: 'reference', root: 'name', path: facts.text(name).split('.') }, node, around);
}

const routeWords: ReadonlySet<string> = new Set([
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'all',
  'head',
  'options',
]);

function noteMarks(node: SourceNode, facts: FactsBuilder): void {
  const called = fieldOf(node, 'function');
  const [first, second] = fieldOf(node, 'arguments')?.children ?? [];
  if (called === undefined || first?.type !== 'string' || second === undefined) return;
  const text = facts.text(first).slice(1, -1);
  const word = facts.text(fieldOf(called, 'property'));
  if (called.type === 'member_expression' && routeWords.has(word) && text.startsWith('/'))
    facts.mark('route', `${facts.text(fieldOf(called, 'object'))}.${word} ${text}`, node);
  if (called.type === 'identifier' && /^(test|it)$/.test(facts.text(called))) facts.mark('test', text, node);
}
