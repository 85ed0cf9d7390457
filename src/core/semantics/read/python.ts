import type { Callable, Parameter } from '../facts';
import type { SourceNode } from '../sourceNode';
import { childOf, fieldOf } from '../sourceNode';
import type { FactsBuilder, Surroundings } from './builder';
import type { Binding, LanguageReader } from './reader';
import { words } from './words';

/** Reads Python. */
export const python: LanguageReader = {
  functions: words('function_definition lambda list_comprehension set_comprehension dictionary_comprehension generator_expression'), // prettier-ignore
  define(node, facts, around, parent) {
    switch (node.type) {
      case 'import_statement':
        for (const part of node.children) importModule(part, facts);
        return 'skip';
      case 'import_from_statement':
        importFrom(node, facts);
        return 'skip';
      case 'function_definition':
        return defineFunction(node, facts, around, parent);
      case 'class_definition':
        return defineClass(node, facts, around, parent);
      case 'assignment':
        return defineAssigned(node, facts, around);
      default:
        return null;
    }
  },
  bind,
  syntax: {
    names: words('identifier'),
    members: { attribute: ['object', 'attribute'] },
    selves: words('self cls'),
    calls: { call: { called: 'function', kind: 'call' } },
    keyword: ['keyword_argument', 'name'],
    spreads: words('list_splat dictionary_splat'),
    awaits: words('await return_statement argument_list'),
    statements: words('expression_statement'),
    literals: { string: 'string', integer: 'number', float: 'number', true: 'boolean', false: 'boolean', none: 'null', list: 'array', dictionary: 'object' }, // prettier-ignore
    isGiven: ({ field }) => field === 'name' || field === 'alias',
    special(node, facts, around, parent) {
      if (node.type === 'class_definition') noteBases(node, facts, around);
      if (node.type === 'decorator') noteRoute(node, facts, around);
      return node.type === 'class_definition' || (node.type === 'type' && parent === null);
    },
  },
};

function importModule(part: SourceNode, facts: FactsBuilder): void {
  const name = facts.text(part.type === 'aliased_import' ? fieldOf(part, 'name') : part);
  facts.import(part.type === 'aliased_import' ? facts.text(fieldOf(part, 'alias')) : name, null, name, part);
}

function importFrom(node: SourceNode, facts: FactsBuilder): void {
  const module = facts.text(fieldOf(node, 'module_name'));
  if (childOf(node, 'wildcard_import') !== undefined) facts.import('*', null, module, node);
  for (const part of node.children.filter(({ field }) => field === 'name')) {
    const name = facts.text(part.type === 'aliased_import' ? fieldOf(part, 'name') : part);
    facts.import(
      part.type === 'aliased_import' ? facts.text(fieldOf(part, 'alias')) : name,
      name,
      module,
      part,
    );
  }
}

function decoratorsOf(parent: SourceNode | null, facts: FactsBuilder): string[] {
  if (parent?.type !== 'decorated_definition') return [];
  return parent.children.filter(({ type }) => type === 'decorator').map((one) => facts.text(one).replace(/^@\s*|\(.*/gs, '')); // prettier-ignore
}

/** Decorators that leave a function to be called as it is written. */
const transparent = /(^|\.)(staticmethod|classmethod|abstractmethod|cache|lru_cache|override|final|contextmanager|asynccontextmanager|overload|wraps|get|post|put|patch|delete|route)$/; // prettier-ignore

function defineFunction(
  node: SourceNode,
  facts: FactsBuilder,
  around: Surroundings,
  parent: SourceNode | null,
): Surroundings | null {
  // prettier-ignore
  if (around.isLocal) return null;
  const nameNode = fieldOf(node, 'name');
  const name = qualified(around, facts.text(nameNode));
  const decorators = decoratorsOf(parent, facts);
  const isField = decorators.some((one) => /(^|\.)(cached_)?property$|\.setter$/.test(one));
  const isKnown = decorators.every((one) => transparent.test(one));
  const isMethod = around.owner !== '' && !decorators.includes('staticmethod');
  const calls = isKnown && !isField ? [callable(node, isMethod, facts)] : [];
  facts.declare({ name, kind: isField ? 'field' : isMethod ? 'method' : 'function', calls }, node, nameNode);
  return { ...around, inside: name };
}

function qualified({ owner }: Surroundings, name: string): string {
  return owner === '' ? name : `${owner}.${name}`;
}

function callable(node: SourceNode, isMethod: boolean, facts: FactsBuilder): Callable {
  const parameters: Parameter[] = [];
  let passing: Parameter['passing'] = 'either';
  for (const one of (fieldOf(node, 'parameters')?.children ?? []).filter(({ type }) => type !== 'comment')) {
    const inner = one.type === 'typed_parameter' ? one.children[0] : one;
    if (inner?.type === 'keyword_separator') passing = 'keyword';
    else if (inner?.type === 'positional_separator')
      parameters.splice(0, parameters.length, ...parameters.map((before) => ({ ...before, passing: 'positional' as const }))); // prettier-ignore
    else {
      const isRest = inner?.type === 'list_splat_pattern' || inner?.type === 'dictionary_splat_pattern';
      parameters.push(parameterOf(one, isRest, inner?.type === 'dictionary_splat_pattern' ? 'keyword' : passing, facts)); // prettier-ignore
      if (inner?.type === 'list_splat_pattern') passing = 'keyword';
    }
  }
  const isAsync = /^async\b/.test(facts.text(node));
  return { parameters: isMethod ? parameters.slice(1) : parameters, returns: facts.compact(fieldOf(node, 'return_type')), isAsync }; // prettier-ignore
}

function parameterOf(
  node: SourceNode,
  isRest: boolean,
  passing: Parameter['passing'],
  facts: FactsBuilder,
): Parameter {
  const nameNode = fieldOf(node, 'name') ?? (node.type === 'typed_parameter' ? node.children[0] : node);
  const isOptional = isRest || node.type.includes('default');
  return {
    name: facts.text(nameNode),
    type: facts.compact(fieldOf(node, 'type')),
    isOptional,
    isRest,
    passing,
  };
}

/** Bases and decorators by which a class gets a constructor from its fields, and how that is called. */
const fromFields = /(^|\.)(dataclass|dataclasses\.dataclass|NamedTuple|define|frozen)$/;
const fromKeywords = /(^|\.)(BaseModel|TypedDict|SQLModel|BaseSettings)$/;

function defineClass(
  node: SourceNode,
  facts: FactsBuilder,
  around: Surroundings,
  parent: SourceNode | null,
): Surroundings | null {
  // prettier-ignore
  if (around.isLocal) return null;
  const nameNode = fieldOf(node, 'name');
  const name = qualified(around, facts.text(nameNode));
  const bases = fieldOf(node, 'superclasses')?.children.filter(({ type }) => type === 'identifier' || type === 'attribute').map((one) => facts.text(one)) ?? []; // prettier-ignore
  const members = fieldOf(node, 'body')?.children ?? [];
  const required = members.filter((member) => /@(abc\.)?abstractmethod\b/.test(member.type === 'decorated_definition' ? facts.text(member).slice(0, 200) : '')).map((member) => facts.text(fieldOf(fieldOf(member, 'definition') ?? member, 'name'))); // prettier-ignore
  facts.declare({ name, kind: bases.some((base) => /(^|\.)(Int|Str)?(Enum|Flag)$/.test(base)) ? 'enum' : 'class', supers: bases, shape: required.length > 0 ? { required, optional: [] } : null }, node, nameNode); // prettier-ignore
  const makers = [...bases, ...decoratorsOf(parent, facts)];
  const passing = makers.some((one) => fromKeywords.test(one)) ? 'keyword' : 'either';
  if (passing === 'keyword' || makers.some((one) => fromFields.test(one))) defineConstructor(name, members, passing, bases, facts, node); // prettier-ignore
  return { ...around, owner: name, inside: name };
}

// With other bases there may be fields of theirs.
function defineConstructor(
  name: string,
  members: readonly SourceNode[],
  passing: Parameter['passing'],
  bases: readonly string[],
  facts: FactsBuilder,
  node: SourceNode,
): void {
  if (bases.some((base) => !fromKeywords.test(base) && !fromFields.test(base))) return;
  const fields = members.map((member) => (member.type === 'expression_statement' ? member.children[0] : member)).filter((one) => one?.type === 'assignment' && fieldOf(one, 'type') !== undefined && !/ClassVar/.test(facts.text(fieldOf(one, 'type')))); // prettier-ignore
  const parameters = fields.flatMap((field): Parameter[] => {
    if (field === undefined) return [];
    const type = facts.compact(fieldOf(field, 'type'));
    const isOptional = fieldOf(field, 'right') !== undefined || type?.startsWith('NotRequired') === true;
    return [{ name: facts.text(fieldOf(field, 'left')), type, isOptional, isRest: false, passing }];
  });
  facts.declare({ name: `${name}.__init__`, kind: 'method', calls: [{ parameters, returns: null, isAsync: false }] }, node); // prettier-ignore
}

function defineAssigned(node: SourceNode, facts: FactsBuilder, around: Surroundings): Surroundings | null {
  const left = fieldOf(node, 'left');
  if (
    left?.type === 'attribute' &&
    around.isLocal &&
    around.owner !== '' &&
    facts.text(fieldOf(left, 'object')) === 'self'
  ) {
    // prettier-ignore
    facts.declare({ name: `${around.owner}.${facts.text(fieldOf(left, 'attribute'))}`, kind: 'field', type: typeOf(node, facts), body: '' }, node); // prettier-ignore
    return null;
  }
  if (left?.type !== 'identifier' || around.isLocal) return null;
  const [name, right] = [facts.text(left), fieldOf(node, 'right')];
  facts.declare({ name: qualified(around, name), kind: around.owner === '' ? 'value' : 'field', type: typeOf(node, facts) }, node, left); // prettier-ignore
  if (around.owner !== '' && /^(integer|string)$/.test(right?.type ?? '')) facts.mark('enumValue', `${around.owner} = ${facts.text(right)}`, node); // prettier-ignore
  if (name === 'down_revision' && right?.type === 'string') facts.mark('revision', facts.text(right).slice(1, -1), node); // prettier-ignore
  return { ...around, inside: around.inside === '' ? name : around.inside };
}

/** The class that a variable is declared as, or made by calling. */
function typeOf(node: SourceNode, facts: FactsBuilder): string | null {
  const declared = fieldOf(node, 'type')?.children[0];
  if (declared !== undefined)
    return /^(identifier|attribute)$/.test(declared.type) ? facts.text(declared) : null;
  const right = fieldOf(node, 'right');
  const called = right?.type === 'call' ? facts.text(fieldOf(right, 'function')) : '';
  return /^([a-z_]\w*\.)?[A-Z]\w*$/.test(called) ? called : null;
}

function noteBases(node: SourceNode, facts: FactsBuilder, around: Surroundings): void {
  const bases = fieldOf(node, 'superclasses')?.children.filter(({ type }) => type === 'identifier' || type === 'attribute') ?? []; // prettier-ignore
  const members = fieldOf(node, 'body')?.children ?? [];
  const names = members.map((member) => fieldOf(member, 'definition') ?? member).map((member) => facts.text(fieldOf(member, 'name'))).filter((name) => name !== ''); // prettier-ignore
  const isAbstract = names.length === 0 || /abstractmethod/.test(facts.text(fieldOf(node, 'body')));
  for (const base of bases) facts.use({ kind: 'implement', root: 'name', path: facts.text(base).split('.'), names, count: bases.length === 1 && !isAbstract ? 0 : null }, base, around); // prettier-ignore
}

function noteRoute(node: SourceNode, facts: FactsBuilder, around: Surroundings): void {
  const call = childOf(node, 'call');
  const called = call === undefined ? undefined : fieldOf(call, 'function');
  const first = call === undefined ? undefined : fieldOf(call, 'arguments')?.children[0];
  if (call === undefined || called?.type !== 'attribute' || first?.type !== 'string' || around.isLocal)
    return;
  const word = facts.text(fieldOf(called, 'attribute'));
  const methods =
    word === 'route' ? (/methods\s*=\s*(\[.*?\]|\(.*?\))/s.exec(facts.text(call))?.[1] ?? '') : '';
  if (/^(get|post|put|patch|delete|route)$/.test(word)) facts.mark('route', `${facts.text(called)}${methods} ${facts.text(first).slice(1, -1)}`, node); // prettier-ignore
}

function bind(node: SourceNode, facts: FactsBuilder): readonly Binding[] {
  const plain = (part: SourceNode | undefined): Binding[] => part === undefined ? [] : part.type === 'identifier' ? [{ name: facts.text(part), type: null }] : /pattern|tuple|list|as_pattern_target|expression_list/.test(part.type) ? part.children.flatMap(plain) : []; // prettier-ignore
  switch (node.type) {
    case 'parameters':
    case 'lambda_parameters':
      return node.children.flatMap((one) => parameterBinding(one, facts));
    case 'assignment': {
      const left = fieldOf(node, 'left');
      return left?.type === 'identifier'
        ? [{ name: facts.text(left), type: typeOf(node, facts) }]
        : plain(left);
    }
    case 'for_statement':
    case 'for_in_clause':
      return plain(fieldOf(node, 'left'));
    case 'as_pattern':
      return plain(fieldOf(node, 'alias') ?? childOf(node, 'as_pattern_target'));
    case 'named_expression':
    case 'class_definition':
    case 'function_definition':
      return plain(fieldOf(node, 'name'));
    default:
      return [];
  }
}

function parameterBinding(node: SourceNode, facts: FactsBuilder): Binding[] {
  const name = fieldOf(node, 'name') ?? (node.type === 'identifier' ? node : node.children[0]);
  if (name === undefined) return [];
  const declared = fieldOf(node, 'type')?.children[0];
  const type = declared !== undefined && /^(identifier|attribute)$/.test(declared.type) ? facts.text(declared) : null; // prettier-ignore
  return [{ name: facts.text(name).replace(/^\*+/, ''), type }];
}
