import type { Callable, Parameter } from '../facts';
import type { SourceNode } from '../sourceNode';
import { childOf, fieldOf } from '../sourceNode';
import type { FactsBuilder, Surroundings } from './builder';
import type { Binding, LanguageReader } from './reader';
import { chainOf } from './uses';
import { words } from './words';

/** Reads Rust. */
export const rust: LanguageReader = {
  functions: words('function_item closure_expression'),
  define(node, facts, around) {
    const define = definitions[node.type];
    return define === undefined ? null : define(node, facts, around, null);
  },
  bind,
  syntax: {
    names: words('identifier type_identifier crate super'),
    members: { field_expression: ['value', 'field'], scoped_identifier: ['path', 'name'], scoped_type_identifier: ['path', 'name'] }, // prettier-ignore
    selves: words('self Self'),
    calls: { call_expression: { called: 'function', kind: 'call' } },
    keyword: null,
    spreads: new Set(),
    awaits: words('await_expression return_expression arguments'),
    statements: words('expression_statement'),
    literals: { string_literal: 'string', integer_literal: 'number', float_literal: 'number', boolean_literal: 'boolean' }, // prettier-ignore
    isGiven: ({ field }, parent) => (field === 'name' && !/^(scoped|struct_expression)/.test(parent?.type ?? '')) || field === 'pattern' || field === 'alias', // prettier-ignore
    special(node, facts, around) {
      if (node.type === 'struct_expression') noteLiteral(node, facts, around);
      else if (node.type === 'match_expression') noteMatch(node, facts, around);
      else if (node.type === 'impl_item') noteImplemented(node, facts, around);
      else return false;
      return true;
    },
  },
};

const definitions: Readonly<Record<string, LanguageReader['define']>> = {
  use_declaration(node, facts, around) {
    const isPublic = childOf(node, 'visibility_modifier') !== undefined;
    const argument = fieldOf(node, 'argument');
    if (argument !== undefined) importTree(argument, [], isPublic && around.owner === '', facts);
    return 'skip';
  },
  mod_item(node, facts, around) {
    const nameNode = fieldOf(node, 'name');
    const name = qualified(around, facts.text(nameNode));
    if (fieldOf(node, 'body') === undefined) {
      facts.import(name, null, `self::${name}`, node);
      if (isPublic(node)) facts.export(name, null, `self::${name}`);
      return 'skip';
    }
    facts.declare({ name, kind: 'module' }, node, nameNode);
    return { ...around, owner: name, inside: name };
  },
  function_item: defineFunction,
  function_signature_item: defineFunction,
  struct_item(node, facts, around) {
    if (around.isLocal) return null;
    const [nameNode, body] = [fieldOf(node, 'name'), fieldOf(node, 'body')];
    const name = qualified(around, facts.text(nameNode));
    const fields = body?.type === 'field_declaration_list' ? body.children.filter((one) => one.type === 'field_declaration') : []; // prettier-ignore
    const required = fields.map((one) => facts.text(fieldOf(one, 'name')));
    const calls = body?.type === 'ordered_field_declaration_list' ? [tuple(body, facts)] : [];
    facts.declare({ name, kind: 'class', calls, shape: calls.length > 0 ? null : { required, optional: [] } }, node, nameNode); // prettier-ignore
    for (const one of fields) facts.declare({ name: `${name}.${facts.text(fieldOf(one, 'name'))}`, kind: 'field', type: typeName(fieldOf(one, 'type'), facts) }, one); // prettier-ignore
    if (isPublic(node)) facts.export(name, name);
    return { ...around, inside: name };
  },
  enum_item(node, facts, around) {
    if (around.isLocal) return null;
    const nameNode = fieldOf(node, 'name');
    const name = qualified(around, facts.text(nameNode));
    const variants = fieldOf(node, 'body')?.children.filter((one) => one.type === 'enum_variant') ?? [];
    const required = variants.map((one) => facts.text(fieldOf(one, 'name')));
    facts.declare({ name, kind: 'enum', shape: { required, optional: [] } }, node, nameNode);
    for (const one of variants) {
      const body = fieldOf(one, 'body');
      const calls = body?.type === 'ordered_field_declaration_list' ? [tuple(body, facts)] : [];
      facts.declare({ name: `${name}.${facts.text(fieldOf(one, 'name'))}`, kind: 'enumMember', calls }, one, fieldOf(one, 'name')); // prettier-ignore
      const value = fieldOf(one, 'value');
      if (value !== undefined) facts.mark('enumValue', `${name} = ${facts.text(value)}`, one);
    }
    if (isPublic(node)) facts.export(name, name);
    return 'skip';
  },
  trait_item(node, facts, around) {
    const [nameNode, body] = [fieldOf(node, 'name'), fieldOf(node, 'body')];
    const name = qualified(around, facts.text(nameNode));
    const required = body?.children.filter((one) => one.type === 'function_signature_item').map((one) => facts.text(fieldOf(one, 'name'))) ?? []; // prettier-ignore
    facts.declare({ name, kind: 'interface', shape: { required, optional: [] } }, node, nameNode);
    if (isPublic(node)) facts.export(name, name);
    return { ...around, owner: name, inside: name };
  },
  impl_item(node, facts, around) {
    const name = typeName(fieldOf(node, 'type'), facts) ?? '';
    return { ...around, owner: qualified(around, name), inside: name };
  },
  const_item: defineValue,
  static_item: defineValue,
  type_item: defineValue,
};

function importTree(
  node: SourceNode,
  before: readonly string[],
  isPublic: boolean,
  facts: FactsBuilder,
): void {
  const path = (part: SourceNode | undefined): string[] => (part === undefined ? [] : facts.compact(part)?.split('::') ?? []); // prettier-ignore
  const add = (names: readonly string[], local: string): void => {
    const name = names.at(-1) ?? '';
    const module = names.slice(0, -1).join('::');
    const isSelf = name === 'self';
    facts.import(local, isSelf ? null : name, isSelf ? module : module, node);
    if (isPublic) facts.export(local, isSelf ? null : name, module);
  };
  switch (node.type) {
    case 'scoped_use_list':
    case 'use_list': {
      const inner = [...before, ...path(fieldOf(node, 'path'))];
      const list = node.type === 'use_list' ? node : fieldOf(node, 'list');
      for (const child of list?.children ?? []) importTree(child, inner, isPublic, facts);
      break;
    }
    case 'use_as_clause':
      add([...before, ...path(fieldOf(node, 'path'))], facts.text(fieldOf(node, 'alias')));
      break;
    case 'use_wildcard':
      facts.import('*', null, [...before, ...path(node.children[0])].join('::'), node);
      if (isPublic) facts.export('*', null, [...before, ...path(node.children[0])].join('::'));
      break;
    default: {
      const names = [...before, ...path(node)];
      add(names, (names.at(-1) === 'self' ? names.at(-2) : names.at(-1)) ?? '');
    }
  }
}

function defineFunction(node: SourceNode, facts: FactsBuilder, around: Surroundings): Surroundings | null {
  if (around.isLocal) return null;
  const nameNode = fieldOf(node, 'name');
  const name = qualified(around, facts.text(nameNode));
  facts.declare({ name, kind: around.owner === '' ? 'function' : 'method', calls: [callable(node, facts)] }, node, nameNode); // prettier-ignore
  if (isPublic(node)) facts.export(name, name);
  return { ...around, inside: name };
}

function defineValue(node: SourceNode, facts: FactsBuilder, around: Surroundings): Surroundings | null {
  if (around.isLocal) return null;
  const nameNode = fieldOf(node, 'name');
  const name = qualified(around, facts.text(nameNode));
  facts.declare({ name, kind: 'value', type: typeName(fieldOf(node, 'type'), facts) }, node, nameNode);
  if (isPublic(node)) facts.export(name, name);
  return { ...around, inside: name };
}

function isPublic(node: SourceNode): boolean {
  return childOf(node, 'visibility_modifier') !== undefined;
}

function qualified({ owner }: Surroundings, name: string): string {
  return owner === '' ? name : `${owner}.${name}`;
}

function callable(node: SourceNode, facts: FactsBuilder): Callable {
  const parameters = (fieldOf(node, 'parameters')?.children ?? []).flatMap((one): Parameter[] => {
    // What a method belongs to may be given before the point or as the first argument.
    if (one.type === 'self_parameter') return [{ name: 'self', type: null, isOptional: true, isRest: false, passing: 'positional' }]; // prettier-ignore
    if (one.type !== 'parameter') return [];
    return [{ name: facts.text(fieldOf(one, 'pattern')), type: facts.compact(fieldOf(one, 'type')), isOptional: false, isRest: false, passing: 'positional' }]; // prettier-ignore
  });
  const isAsync = /^(pub(\([^)]*\))?\s+)?(default\s+)?(const\s+)?async\b/.test(facts.text(node));
  return { parameters, returns: facts.compact(fieldOf(node, 'return_type')), isAsync };
}

function tuple(body: SourceNode, facts: FactsBuilder): Callable {
  const types = body.children.filter(({ field }) => field === 'type');
  return { parameters: types.map((type) => ({ name: '', type: facts.compact(type), isOptional: false, isRest: false, passing: 'positional' })), returns: null, isAsync: false }; // prettier-ignore
}

function typeName(node: SourceNode | undefined, facts: FactsBuilder): string | null {
  if (node === undefined) return null;
  if (node.type === 'reference_type' || node.type === 'generic_type') {
    const inner = fieldOf(node, 'type');
    return node.type === 'generic_type' && /^(Box|Arc|Rc|Option|Vec|Result)$/.test(facts.text(inner)) ? null : typeName(inner, facts); // prettier-ignore
  }
  return /^(type_identifier|scoped_type_identifier)$/.test(node.type) ? facts.text(node).replaceAll('::', '.') : null; // prettier-ignore
}

function noteLiteral(node: SourceNode, facts: FactsBuilder, around: Surroundings): void {
  const [nameNode, body] = [fieldOf(node, 'name'), fieldOf(node, 'body')];
  const chain = nameNode === undefined ? null : chainOf(nameNode, facts, around, rust.syntax);
  if (chain === null || body === undefined) return;
  const isOpen = body.children.some(({ type }) => type === 'base_field_initializer');
  const names = body.children.map((one) => facts.text(fieldOf(one, 'field') ?? one));
  facts.use({ kind: 'literal', ...chain, names, count: isOpen ? null : 0 }, node, around);
}

// An arm for everything else takes what is new too.
function noteMatch(node: SourceNode, facts: FactsBuilder, around: Surroundings): void {
  const arms = fieldOf(node, 'body')?.children.filter(({ type }) => type === 'match_arm') ?? [];
  const names: string[] = [];
  let path: string[] | null = null;
  for (const arm of arms) {
    const text = facts.compact(fieldOf(arm, 'pattern')) ?? '';
    for (const one of text.split('|')) {
      const found = /^((?:\w+::)+)(\w+)/.exec(one);
      if (found === null) return;
      path = (found[1] ?? '').split('::').slice(0, -1);
      names.push(found[2] ?? '');
    }
  }
  if (path !== null && path[0] !== 'Self')
    facts.use({ kind: 'match', root: 'name', path, names }, node, around);
}

function noteImplemented(node: SourceNode, facts: FactsBuilder, around: Surroundings): void {
  const trait = fieldOf(node, 'trait');
  const path = trait === undefined ? null : typeName(trait, facts)?.split('.');
  const names = fieldOf(node, 'body')?.children.map((one) => facts.text(fieldOf(one, 'name'))) ?? [];
  if (path != null) facts.use({ kind: 'implement', root: 'name', path, names, count: 0 }, node, around);
}

function bind(node: SourceNode, facts: FactsBuilder): readonly Binding[] {
  const all = (part: SourceNode | undefined): Binding[] => part === undefined ? [] : part.type === 'identifier' && /^[a-z_]/.test(facts.text(part)) ? [{ name: facts.text(part), type: null }] : part.children.flatMap(all); // prettier-ignore
  const pattern = fieldOf(node, 'pattern');
  switch (node.type) {
    case 'parameter':
      return pattern?.type === 'identifier' ? [{ name: facts.text(pattern), type: typeName(fieldOf(node, 'type'), facts) }] : all(pattern); // prettier-ignore
    case 'let_declaration':
      return pattern?.type === 'identifier' ? [{ name: facts.text(pattern), type: typeName(fieldOf(node, 'type'), facts) ?? madeType(fieldOf(node, 'value'), facts) }] : all(pattern); // prettier-ignore
    case 'for_expression':
    case 'let_condition':
    case 'match_arm':
      return all(pattern);
    case 'closure_parameters':
      return node.children.flatMap(all);
    default:
      return [];
  }
}

/** The type of a value that is made by `T::new(…)` or written out. */
function madeType(node: SourceNode | undefined, facts: FactsBuilder): string | null {
  if (node?.type === 'struct_expression') return typeName(fieldOf(node, 'name'), facts);
  const called = node?.type === 'call_expression' ? fieldOf(node, 'function') : undefined;
  const found =
    called?.type === 'scoped_identifier' ? /^(.*)::(new|default|from)$/.exec(facts.text(called)) : null;
  return found?.[1]?.replaceAll('::', '.') ?? null;
}
