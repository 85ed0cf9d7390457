import type { Callable, Parameter, Shape } from '../facts';
import type { SourceNode } from '../sourceNode';
import { childOf, fieldOf } from '../sourceNode';
import type { FactsBuilder, Surroundings } from './builder';
import type { Binding, LanguageReader } from './reader';
import { exportNames, importNames, requiredNames } from './scriptModules';
import { scriptLiterals } from './scriptLiterals';
import { words } from './words';

/** Reads TypeScript and JavaScript, with JSX. */
export const script: LanguageReader = {
  functions: words(
    'function_declaration generator_function_declaration function_expression arrow_function method_definition',
  ),
  define(node, facts, around, parent) {
    const define = definitions[node.type];
    return define === undefined ? null : define(node, facts, around, parent);
  },
  bind,
  syntax: {
    names: words('identifier type_identifier shorthand_property_identifier'),
    members: { member_expression: ['object', 'property'], nested_type_identifier: ['module', 'name'], nested_identifier: ['object', 'property'] }, // prettier-ignore
    selves: words('this super'),
    calls: {
      call_expression: { called: 'function', kind: 'call' },
      new_expression: { called: 'constructor', kind: 'construct' },
    },
    keyword: null,
    spreads: words('spread_element'),
    awaits: words('await_expression return_statement arrow_function arguments array'),
    statements: words('expression_statement'),
    literals: { string: 'string', template_string: 'string', number: 'number', true: 'boolean', false: 'boolean', null: 'null', object: 'object', array: 'array' }, // prettier-ignore
    isGiven: ({ field }, parent) => field !== null && givenFields.has(field) && !parent?.type.startsWith('jsx_') && parent?.type !== 'generic_type', // prettier-ignore
    special: scriptLiterals,
  },
};

const givenFields = words('name alias key label pattern parameter');

type Define = LanguageReader['define'];

const definitions: Readonly<Record<string, Define>> = {
  import_statement(node, facts) {
    importNames(node, facts);
    return 'skip';
  },
  export_statement(node, facts) {
    return exportNames(node, facts) ? 'skip' : null;
  },
  function_declaration: defineFunction,
  generator_function_declaration: defineFunction,
  function_signature: defineFunction,
  class_declaration: defineClass,
  abstract_class_declaration: defineClass,
  method_definition: defineMethod,
  method_signature: defineMethod,
  abstract_method_signature: defineMethod,
  public_field_definition: (node, facts, around) => defineField(node, facts, around, 'name'),
  field_definition: (node, facts, around) => defineField(node, facts, around, 'property'),
  property_signature: (node, facts, around) => defineField(node, facts, around, 'name'),
  interface_declaration(node, facts, around) {
    const name = fieldOf(node, 'name');
    const clause = childOf(node, 'extends_type_clause');
    const supers = clause?.children.map((one) => facts.text(one)) ?? [];
    return defineShaped(node, name, fieldOf(node, 'body'), 'interface', supers, facts, around);
  },
  type_alias_declaration(node, facts, around) {
    const value = fieldOf(node, 'value');
    const body = value?.type === 'object_type' ? value : undefined;
    return defineShaped(node, fieldOf(node, 'name'), body, 'type', [], facts, around);
  },
  enum_declaration(node, facts, around) {
    if (around.isLocal) return null;
    const nameNode = fieldOf(node, 'name');
    const name = facts.text(nameNode);
    facts.declare({ name, kind: 'enum' }, node, nameNode);
    for (const member of fieldOf(node, 'body')?.children ?? []) defineEnumMember(member, name, facts);
    return 'skip';
  },
  variable_declarator(node, facts, around, parent) {
    const nameNode = fieldOf(node, 'name');
    if (requiredNames(node, facts)) return 'skip';
    if (around.isLocal || nameNode?.type !== 'identifier') return null;
    const value = fieldOf(node, 'value');
    const name = facts.text(nameNode);
    const isFunction = value !== undefined && /^(arrow_function|function_expression)$/.test(value.type);
    facts.declare({ name, kind: isFunction ? 'function' : 'value', calls: isFunction ? [callable(value, facts)] : [], type: typeOf(node, facts) }, parent ?? node, nameNode); // prettier-ignore
    return { ...around, inside: name };
  },
};

function defineFunction(node: SourceNode, facts: FactsBuilder, around: Surroundings): Surroundings | null {
  if (around.isLocal) return null;
  const nameNode = fieldOf(node, 'name');
  const name = facts.text(nameNode);
  facts.declare({ name, kind: 'function', calls: [callable(node, facts)] }, node, nameNode);
  return { ...around, inside: name };
}

function defineClass(node: SourceNode, facts: FactsBuilder, around: Surroundings): Surroundings | null {
  const nameNode = fieldOf(node, 'name');
  if (around.isLocal || nameNode === undefined) return null;
  const name = facts.text(nameNode);
  const heritage = childOf(node, 'class_heritage');
  const clauses = heritage?.children.flatMap((clause) => (clause.type.endsWith('_clause') ? clause.children : [clause])) ?? []; // prettier-ignore
  const isAbstract = node.type === 'abstract_class_declaration';
  const members = fieldOf(node, 'body')?.children ?? [];
  const required = members.filter(({ type }) => type === 'abstract_method_signature').map((member) => facts.text(fieldOf(member, 'name'))); // prettier-ignore
  facts.declare({ name, kind: 'class', supers: clauses.map((one) => facts.text(one).replace(/<.*/s, '')), shape: isAbstract ? { required, optional: [] } : null }, node, nameNode); // prettier-ignore
  return { ...around, owner: name, inside: name };
}

function defineMethod(node: SourceNode, facts: FactsBuilder, around: Surroundings): Surroundings | null {
  const nameNode = fieldOf(node, 'name');
  if (around.owner === '' || around.isLocal) return null;
  const name = `${around.owner}.${facts.text(nameNode)}`;
  const isAccessor = /(^|\s)(get|set)\s*$/.test(facts.text(node).slice(0, (nameNode?.start ?? node.start) - node.start)); // prettier-ignore
  facts.declare({ name, kind: isAccessor ? 'field' : 'method', calls: isAccessor ? [] : [callable(node, facts)] }, node, nameNode); // prettier-ignore
  for (const parameter of fieldOf(node, 'parameters')?.children ?? [])
    if (childOf(parameter, 'accessibility_modifier') !== undefined)
      facts.declare({ name: `${around.owner}.${facts.text(fieldOf(parameter, 'pattern'))}`, kind: 'field', type: typeOf(parameter, facts) }, parameter); // prettier-ignore
  return { ...around, inside: name };
}

function defineField(
  node: SourceNode,
  facts: FactsBuilder,
  around: Surroundings,
  field: string,
): Surroundings | null {
  const nameNode = fieldOf(node, field);
  if (around.owner === '' || around.isLocal) return null;
  const value = fieldOf(node, 'value');
  const isFunction = value !== undefined && /^(arrow_function|function_expression)$/.test(value.type);
  const name = `${around.owner}.${facts.text(nameNode)}`;
  facts.declare({ name, kind: 'field', type: typeOf(node, facts), calls: isFunction ? [callable(value, facts)] : [] }, node, nameNode); // prettier-ignore
  return { ...around, inside: name };
}

function defineShaped(
  node: SourceNode,
  nameNode: SourceNode | undefined,
  body: SourceNode | undefined,
  kind: 'interface' | 'type',
  supers: readonly string[],
  facts: FactsBuilder,
  around: Surroundings,
): Surroundings | null {
  if (around.isLocal) return null;
  const name = facts.text(nameNode);
  const shape = supers.length === 0 && body !== undefined ? shapeOf(body, facts) : null;
  facts.declare({ name, kind, supers, shape }, node, nameNode);
  return { ...around, owner: name, inside: name };
}

// With an index signature anything goes.
function shapeOf(body: SourceNode, facts: FactsBuilder): Shape | null {
  const [required, optional]: [string[], string[]] = [[], []];
  for (const member of body.children) {
    const nameNode = fieldOf(member, 'name');
    if (nameNode === undefined) {
      if (member.type === 'comment') continue;
      return null;
    }
    const isOptional = facts
      .text(member)
      .slice(nameNode.end - member.start)
      .trimStart()
      .startsWith('?');
    (isOptional ? optional : required).push(facts.text(nameNode));
  }
  return { required, optional };
}

function defineEnumMember(member: SourceNode, owner: string, facts: FactsBuilder): void {
  const nameNode = member.type === 'enum_assignment' ? fieldOf(member, 'name') : member;
  if (nameNode?.type !== 'property_identifier') return;
  facts.declare({ name: `${owner}.${facts.text(nameNode)}`, kind: 'enumMember' }, member, nameNode);
  const value = fieldOf(member, 'value');
  if (value !== undefined && /^(number|string)$/.test(value.type)) facts.mark('enumValue', `${owner} = ${facts.text(value)}`, member); // prettier-ignore
}

/** Reads how a function is called. */
function callable(node: SourceNode, facts: FactsBuilder): Callable {
  const single = fieldOf(node, 'parameter');
  const list = fieldOf(node, 'parameters')?.children.filter(({ type }) => type.includes('parameter')) ?? [];
  const parameters = single === undefined ? list.filter((one) => facts.text(fieldOf(one, 'pattern')) !== 'this').map((one) => parameterOf(one, facts)) : [{ ...plain, name: facts.text(single) }]; // prettier-ignore
  const returns = facts.compact(fieldOf(node, 'return_type')?.children[0]);
  const isAsync = /^(static\s+|private\s+|public\s+|protected\s+|override\s+)*async\b/.test(facts.text(node)) || returns?.startsWith('Promise<') === true; // prettier-ignore
  return { parameters, returns, isAsync };
}

const plain: Parameter = { name: '', type: null, isOptional: false, isRest: false, passing: 'positional' };

function parameterOf(node: SourceNode, facts: FactsBuilder): Parameter {
  const pattern = fieldOf(node, 'pattern');
  const isRest = pattern?.type === 'rest_pattern';
  const isOptional = node.type === 'optional_parameter' || fieldOf(node, 'value') !== undefined || isRest;
  return { ...plain, name: facts.text(pattern), type: facts.compact(fieldOf(node, 'type')?.children[0]), isOptional, isRest }; // prettier-ignore
}

/** The name of the type that a variable, parameter or field is given or obviously has. */
function typeOf(node: SourceNode, facts: FactsBuilder): string | null {
  const annotation = fieldOf(node, 'type')?.children[0];
  if (annotation !== undefined) return typeName(annotation, facts);
  const value = fieldOf(node, 'value');
  return value?.type === 'new_expression' ? facts.text(fieldOf(value, 'constructor')) : null;
}

function typeName(node: SourceNode, facts: FactsBuilder): string | null {
  if (node.type === 'type_identifier' || node.type === 'nested_type_identifier') return facts.text(node);
  return null;
}

function bind(node: SourceNode, facts: FactsBuilder): readonly Binding[] {
  switch (node.type) {
    case 'required_parameter':
    case 'optional_parameter': {
      const pattern = fieldOf(node, 'pattern');
      return pattern?.type === 'identifier' ? [{ name: facts.text(pattern), type: typeOf(node, facts) }] : patternNames(pattern, facts); // prettier-ignore
    }
    case 'variable_declarator': {
      const name = fieldOf(node, 'name');
      return name?.type === 'identifier' ? [{ name: facts.text(name), type: typeOf(node, facts) }] : patternNames(name, facts); // prettier-ignore
    }
    case 'arrow_function':
      return patternNames(fieldOf(node, 'parameter'), facts);
    case 'catch_clause':
      return patternNames(fieldOf(node, 'parameter'), facts);
    case 'for_in_statement':
      return patternNames(fieldOf(node, 'left'), facts);
    case 'function_declaration':
    case 'class_declaration':
      return patternNames(fieldOf(node, 'name'), facts);
    default:
      return [];
  }
}

function patternNames(node: SourceNode | undefined, facts: FactsBuilder): Binding[] {
  if (node === undefined) return [];
  if (/identifier/.test(node.type) && node.type !== 'property_identifier') return [{ name: facts.text(node), type: null }]; // prettier-ignore
  return node.children.flatMap((child) => (child.field === 'key' || child.field === 'right' ? [] : patternNames(child, facts))); // prettier-ignore
}
