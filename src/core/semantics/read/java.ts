import type { Callable, Parameter } from '../facts';
import type { SourceNode } from '../sourceNode';
import { childOf, fieldOf } from '../sourceNode';
import type { FactsBuilder, Surroundings } from './builder';
import type { Binding, LanguageReader } from './reader';
import { words } from './words';

/** Reads Java. */
export const java: LanguageReader = {
  functions: words('method_declaration constructor_declaration compact_constructor_declaration lambda_expression static_initializer'), // prettier-ignore
  define(node, facts, around, parent) {
    switch (node.type) {
      case 'package_declaration':
        return 'skip';
      case 'import_declaration':
        importType(node, facts);
        return 'skip';
      case 'class_declaration':
      case 'record_declaration':
      case 'interface_declaration':
      case 'annotation_type_declaration':
      case 'enum_declaration':
        return defineType(node, facts, around);
      case 'method_declaration':
      case 'constructor_declaration':
        return defineMethod(node, facts, around);
      case 'field_declaration':
      case 'constant_declaration':
        return defineFields(node, facts, around);
      case 'enum_constant':
        facts.declare({ name: `${around.owner}.${facts.text(fieldOf(node, 'name'))}`, kind: 'enumMember' }, node, fieldOf(node, 'name')); // prettier-ignore
        return null;
      default:
        if (/^(marker_)?annotation$/.test(node.type)) noteRoute(node, facts, around, parent);
        return null;
    }
  },
  bind,
  syntax: {
    names: words('identifier type_identifier'),
    members: { field_access: ['object', 'field'] },
    selves: words('this super'),
    calls: {
      method_invocation: { called: 'object', member: 'name', kind: 'call' },
      object_creation_expression: { called: 'type', kind: 'construct' },
    },
    keyword: null,
    spreads: new Set(),
    awaits: new Set(),
    statements: words('expression_statement'),
    literals: { string_literal: 'string', decimal_integer_literal: 'number', decimal_floating_point_literal: 'number', true: 'boolean', false: 'boolean', null_literal: 'null' }, // prettier-ignore
    isGiven: ({ field }) => field === 'name' || field === 'key',
    special(node, facts, around) {
      if (node.type !== 'class_declaration') return false;
      noteImplemented(node, facts, around);
      return true;
    },
  },
};

function importType(node: SourceNode, facts: FactsBuilder): void {
  const name = facts.text(childOf(node, 'scoped_identifier', 'identifier'));
  const last = name.slice(name.lastIndexOf('.') + 1);
  const isStatic = /^import\s+static\b/.test(facts.text(node));
  if (childOf(node, 'asterisk') !== undefined) facts.import('*', null, name, node);
  else if (isStatic) facts.import(last, last, name.slice(0, name.lastIndexOf('.')), node);
  else facts.import(last, null, name, node);
}

function defineType(node: SourceNode, facts: FactsBuilder, around: Surroundings): Surroundings | null {
  if (around.isLocal) return null;
  const nameNode = fieldOf(node, 'name');
  const name = around.owner === '' ? facts.text(nameNode) : `${around.owner}.${facts.text(nameNode)}`;
  const isInterface = node.type === 'interface_declaration';
  const members = fieldOf(node, 'body')?.children ?? [];
  const required = members.filter((one) => one.type === 'method_declaration' && (isInterface ? fieldOf(one, 'body') === undefined : /^[^(]*\babstract\b/.test(facts.text(one)))).map((one) => facts.text(fieldOf(one, 'name'))); // prettier-ignore
  const supers = ['superclass', 'super_interfaces', 'extends_interfaces'].flatMap((type) => typesIn(childOf(node, type), facts)); // prettier-ignore
  const kind = isInterface ? 'interface' : node.type === 'enum_declaration' ? 'enum' : 'class';
  const isAbstract = isInterface || /\babstract\b/.test(facts.text(childOf(node, 'modifiers')));
  facts.declare({ name, kind, supers, shape: isAbstract && (!isInterface || supers.length === 0) ? { required, optional: [] } : null }, node, nameNode); // prettier-ignore
  if (node.type === 'record_declaration') {
    facts.declare({ name: `${name}.constructor`, kind: 'method', calls: [callable(node, facts)] }, node);
    for (const one of parametersIn(node)) facts.declare({ name: `${name}.${facts.text(fieldOf(one, 'name'))}`, kind: 'method', calls: [{ parameters: [], returns: facts.compact(fieldOf(one, 'type')), isAsync: false }] }, one); // prettier-ignore
  }
  return { ...around, owner: name, inside: name };
}

function typesIn(node: SourceNode | undefined, facts: FactsBuilder): string[] {
  if (node === undefined) return [];
  if (node.type === 'generic_type') return typesIn(node.children[0], facts);
  return /identifier$/.test(node.type)
    ? [facts.text(node)]
    : node.children.flatMap((child) => typesIn(child, facts));
}

function defineMethod(node: SourceNode, facts: FactsBuilder, around: Surroundings): Surroundings | null {
  if (around.isLocal || around.owner === '') return null;
  const nameNode = fieldOf(node, 'name');
  const isConstructor = node.type === 'constructor_declaration';
  const name = `${around.owner}.${isConstructor ? 'constructor' : facts.text(nameNode)}`;
  facts.declare({ name, kind: 'method', calls: [callable(node, facts)] }, node, nameNode);
  return { ...around, inside: name };
}

function parametersIn(node: SourceNode): readonly SourceNode[] {
  return (
    fieldOf(node, 'parameters')?.children.filter(({ type }) => /^(formal|spread)_parameter$/.test(type)) ?? []
  );
}

function callable(node: SourceNode, facts: FactsBuilder): Callable {
  const parameters = parametersIn(node).map((one): Parameter => {
    const isRest = one.type === 'spread_parameter';
    const name = facts.text(fieldOf(one, 'name') ?? childOf(one, 'variable_declarator'));
    return { name, type: facts.compact(fieldOf(one, 'type') ?? one.children[0]), isOptional: isRest, isRest, passing: 'positional' }; // prettier-ignore
  });
  return { parameters, returns: facts.compact(fieldOf(node, 'type')), isAsync: false };
}

function defineFields(node: SourceNode, facts: FactsBuilder, around: Surroundings): Surroundings | null {
  if (around.isLocal || around.owner === '') return null;
  const type = typesIn(fieldOf(node, 'type'), facts)[0] ?? null;
  for (const one of node.children.filter((child) => child.field === 'declarator'))
    facts.declare({ name: `${around.owner}.${facts.text(fieldOf(one, 'name'))}`, kind: 'field', type }, node, fieldOf(one, 'name')); // prettier-ignore
  return null;
}

function noteImplemented(node: SourceNode, facts: FactsBuilder, around: Surroundings): void {
  const names = fieldOf(node, 'body')?.children.map((one) => facts.text(fieldOf(one, 'name'))) ?? [];
  const [base] = typesIn(childOf(node, 'superclass'), facts);
  const isAbstract = /\babstract\b/.test(facts.text(childOf(node, 'modifiers')));
  const implemented = typesIn(childOf(node, 'super_interfaces'), facts);
  for (const one of [...implemented, ...(base === undefined ? [] : [base])])
    facts.use({ kind: 'implement', root: 'name', path: [one], names, count: isAbstract || (base !== undefined && one !== base) ? null : 0 }, node, around); // prettier-ignore
}

// The path is one below that of the class, which other files know nothing of.
function noteRoute(
  node: SourceNode,
  facts: FactsBuilder,
  around: Surroundings,
  parent: SourceNode | null,
): void {
  const word = facts.text(fieldOf(node, 'name'));
  const text = /"([^"]*)"/.exec(facts.text(fieldOf(node, 'arguments')))?.[1];
  if (text !== undefined && parent?.type === 'modifiers' && /^(Get|Post|Put|Patch|Delete)Mapping$/.test(word)) facts.mark('route', `${around.owner} ${word} ${text}`, node); // prettier-ignore
}

function bind(node: SourceNode, facts: FactsBuilder): readonly Binding[] {
  const name = fieldOf(node, 'name');
  switch (node.type) {
    case 'formal_parameter':
    case 'enhanced_for_statement':
    case 'resource':
    case 'instanceof_expression':
      return name === undefined ? [] : [{ name: facts.text(name), type: typesIn(fieldOf(node, 'type') ?? fieldOf(node, 'right'), facts)[0] ?? null }]; // prettier-ignore
    case 'spread_parameter':
    case 'catch_formal_parameter':
      return [{ name: facts.text(name ?? childOf(node, 'variable_declarator')), type: null }];
    case 'local_variable_declaration': {
      const type = fieldOf(node, 'type');
      return node.children.filter((one) => one.field === 'declarator').map((one) => ({ name: facts.text(fieldOf(one, 'name')), type: facts.text(type) === 'var' ? madeType(fieldOf(one, 'value'), facts) : (typesIn(type, facts)[0] ?? null) })); // prettier-ignore
    }
    case 'lambda_expression': {
      const list = fieldOf(node, 'parameters');
      const given = list?.type === 'identifier' ? [list] : (list?.children.filter(({ type }) => type === 'identifier') ?? []); // prettier-ignore
      return given.map((one) => ({ name: facts.text(one), type: null }));
    }
    default:
      return [];
  }
}

function madeType(node: SourceNode | undefined, facts: FactsBuilder): string | null {
  return node?.type === 'object_creation_expression'
    ? (typesIn(fieldOf(node, 'type'), facts)[0] ?? null)
    : null;
}
