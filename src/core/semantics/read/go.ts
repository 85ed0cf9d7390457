import type { Callable, Parameter } from '../facts';
import type { SourceNode } from '../sourceNode';
import { childOf, fieldOf } from '../sourceNode';
import type { FactsBuilder, Surroundings } from './builder';
import type { Binding, LanguageReader } from './reader';
import { chainOf } from './uses';
import { words } from './words';

/** Reads Go. */
export const go: LanguageReader = {
  functions: words('function_declaration method_declaration func_literal'),
  define(node, facts, around, parent) {
    switch (node.type) {
      case 'import_spec':
        importPackage(node, facts);
        return 'skip';
      case 'function_declaration':
      case 'method_declaration':
        return defineFunction(node, facts, around);
      case 'type_spec':
        return defineType(node, facts, around);
      case 'const_spec':
      case 'var_spec':
        return defineValues(node, facts, around);
      case 'package_clause':
        return 'skip';
      default:
        return node.field === 'key' && parent?.type === 'keyed_element' ? 'skip' : null;
    }
  },
  bind,
  syntax: {
    names: words('identifier type_identifier package_identifier'),
    members: { selector_expression: ['operand', 'field'], qualified_type: ['package', 'name'] },
    selves: new Set(),
    calls: { call_expression: { called: 'function', kind: 'call' } },
    keyword: null,
    spreads: words('variadic_argument'),
    awaits: new Set(),
    statements: words('expression_statement go_statement defer_statement'),
    literals: { interpreted_string_literal: 'string', raw_string_literal: 'string', int_literal: 'number', float_literal: 'number', true: 'boolean', false: 'boolean', nil: 'null', func_literal: 'function' }, // prettier-ignore
    isGiven: ({ field }, parent) => field === 'name' && parent?.type !== 'qualified_type',
    special(node, facts, around) {
      if (node.type === 'call_expression') noteRoute(node, facts);
      if (node.type !== 'composite_literal') return false;
      noteLiteral(node, facts, around);
      return true;
    },
  },
};

function importPackage(node: SourceNode, facts: FactsBuilder): void {
  const path = facts.text(fieldOf(node, 'path')).slice(1, -1);
  const given = fieldOf(node, 'name');
  const last =
    path
      .replace(/\/v\d+$/, '')
      .split('/')
      .at(-1) ?? '';
  const local = given === undefined ? last : given.type === 'dot' ? '*' : facts.text(given);
  facts.import(local === '_' ? '' : local, null, path, node);
}

function defineFunction(node: SourceNode, facts: FactsBuilder, around: Surroundings): Surroundings | null {
  const nameNode = fieldOf(node, 'name');
  const receiver = fieldOf(node, 'receiver');
  const owner = receiver === undefined ? '' : facts.text(receiver).replace(/[()]/g, '').replace(/\[.*/s, '').split(/[\s*]+/).at(-1); // prettier-ignore
  const name = owner === '' ? facts.text(nameNode) : `${owner ?? ''}.${facts.text(nameNode)}`;
  if (name === 'init' || name === '_') return { ...around, inside: name };
  facts.declare({ name, kind: owner === '' ? 'function' : 'method', calls: [callable(node, facts)] }, node, nameNode); // prettier-ignore
  return { ...around, inside: name };
}

function callable(node: SourceNode, facts: FactsBuilder): Callable {
  const parameters = (fieldOf(node, 'parameters')?.children ?? []).flatMap((one) => parametersOf(one, facts));
  return { parameters, returns: facts.compact(fieldOf(node, 'result')), isAsync: false };
}

function parametersOf(node: SourceNode, facts: FactsBuilder): Parameter[] {
  if (!node.type.includes('parameter')) return [];
  const isRest = node.type === 'variadic_parameter_declaration';
  const type = facts.compact(fieldOf(node, 'type'));
  const names = node.children.filter(({ field }) => field === 'name').map((one) => facts.text(one));
  return (names.length === 0 ? [''] : names).map((name) => ({ name, type, isRest, isOptional: isRest, passing: 'positional' })); // prettier-ignore
}

function defineType(node: SourceNode, facts: FactsBuilder, around: Surroundings): Surroundings | null {
  if (around.isLocal) return null;
  const nameNode = fieldOf(node, 'name');
  const [name, type] = [facts.text(nameNode), fieldOf(node, 'type')];
  const members = type?.type === 'struct_type' ? (type.children[0]?.children ?? []) : [];
  const fields = members.flatMap((member) => member.children.filter(({ field }) => field === 'name').map((one) => ({ name: facts.text(one), member }))); // prettier-ignore
  const isEmbedding = members.some((member) => member.type === 'field_declaration' && fieldOf(member, 'name') === undefined); // prettier-ignore
  const isInterface = type?.type === 'interface_type';
  const shape = type?.type === 'struct_type' && !isEmbedding ? { required: [], optional: fields.map((one) => one.name) } : null; // prettier-ignore
  facts.declare({ name, kind: isInterface ? 'interface' : 'class', shape }, node, nameNode);
  for (const one of fields) facts.declare({ name: `${name}.${one.name}`, kind: 'field', type: typeName(fieldOf(one.member, 'type'), facts) }, one.member); // prettier-ignore
  for (const method of isInterface ? type.children.filter((one) => one.type === 'method_elem' || one.type === 'method_spec') : []) facts.declare({ name: `${name}.${facts.text(fieldOf(method, 'name'))}`, kind: 'method', calls: [callable(method, facts)] }, method, fieldOf(method, 'name')); // prettier-ignore
  return { ...around, inside: name };
}

function defineValues(node: SourceNode, facts: FactsBuilder, around: Surroundings): Surroundings | null {
  if (around.isLocal) return null;
  const type = fieldOf(node, 'type');
  const value = fieldOf(node, 'value')?.children[0];
  for (const nameNode of node.children.filter(({ field }) => field === 'name')) {
    const name = facts.text(nameNode);
    if (name !== '_') facts.declare({ name, kind: 'value', type: typeName(type, facts) ?? madeType(value, facts) }, node, nameNode); // prettier-ignore
    if (node.type === 'const_spec' && type !== undefined && /_literal$/.test(value?.type ?? '')) facts.mark('enumValue', `${facts.text(type)} = ${facts.text(value)}`, node); // prettier-ignore
  }
  return null;
}

function typeName(node: SourceNode | undefined, facts: FactsBuilder): string | null {
  if (node === undefined) return null;
  if (node.type === 'pointer_type') return typeName(node.children[0], facts);
  return /^(type_identifier|qualified_type)$/.test(node.type) ? facts.text(node) : null;
}

/** The type of a value that is written out: `T{…}`, `&T{…}`. */
function madeType(node: SourceNode | undefined, facts: FactsBuilder): string | null {
  if (node?.type === 'unary_expression') return madeType(fieldOf(node, 'operand'), facts);
  return node?.type === 'composite_literal' ? typeName(fieldOf(node, 'type'), facts) : null;
}

function noteLiteral(node: SourceNode, facts: FactsBuilder, around: Surroundings): void {
  const [type, body] = [fieldOf(node, 'type'), fieldOf(node, 'body')];
  if (type === undefined || body === undefined || typeName(type, facts) === null) return;
  const chain = chainOf(type, facts, around, go.syntax);
  const keyed = body.children.filter((one) => one.type === 'keyed_element');
  const names = keyed.map((one) => facts.text(fieldOf(one, 'key') ?? one.children[0]));
  const byPlace = body.children.filter((one) => one.type === 'literal_element').length;
  if (chain !== null) facts.use({ kind: 'literal', ...chain, names, count: byPlace }, node, around);
}

function noteRoute(node: SourceNode, facts: FactsBuilder): void {
  const called = fieldOf(node, 'function');
  const first = fieldOf(node, 'arguments')?.children[0];
  if (called?.type !== 'selector_expression' || first?.type !== 'interpreted_string_literal') return;
  const [word, text] = [facts.text(fieldOf(called, 'field')), facts.text(first).slice(1, -1)];
  if (/^(HandleFunc|Handle|GET|POST|PUT|PATCH|DELETE|Get|Post|Put|Patch|Delete)$/.test(word) && /^([A-Z]+ )?\//.test(text)) facts.mark('route', `${facts.text(called)} ${text}`, node); // prettier-ignore
}

function bind(node: SourceNode, facts: FactsBuilder): readonly Binding[] {
  const names = (part: SourceNode | undefined): SourceNode[] => part?.type === 'identifier' ? [part] : (part?.children.filter(({ type }) => type === 'identifier') ?? []); // prettier-ignore
  switch (node.type) {
    case 'parameter_declaration':
    case 'variadic_parameter_declaration': {
      const type = node.type === 'parameter_declaration' ? typeName(fieldOf(node, 'type'), facts) : null;
      return node.children
        .filter(({ field }) => field === 'name')
        .map((one) => ({ name: facts.text(one), type }));
    }
    case 'short_var_declaration': {
      const values = fieldOf(node, 'right')?.children ?? [];
      return names(fieldOf(node, 'left')).map((one, index) => ({ name: facts.text(one), type: madeType(values[index], facts) })); // prettier-ignore
    }
    case 'var_spec':
      return node.children.filter(({ field }) => field === 'name').map((one) => ({ name: facts.text(one), type: typeName(fieldOf(node, 'type'), facts) ?? madeType(fieldOf(node, 'value')?.children[0], facts) })); // prettier-ignore
    case 'range_clause':
    case 'receive_statement':
      return names(fieldOf(node, 'left')).map((one) => ({ name: facts.text(one), type: null }));
    case 'const_spec':
    case 'type_switch_statement':
      return names(childOf(node, 'expression_list') ?? fieldOf(node, 'name')).map((one) => ({ name: facts.text(one), type: null })); // prettier-ignore
    default:
      return [];
  }
}
