import type { Callable, Parameter, Shape, Use } from './facts';
import type { Family } from './family';

/** Says whether a call can be made to something; what cannot be known fits. */
export function fitsCall(use: Use, calls: readonly Callable[]): boolean {
  return calls.length === 0 || calls.some((call) => fitsOne(use, call));
}

// What a method belongs to is given before the point, or as the first argument.
function fitsOne(use: Use, { parameters }: Callable): boolean {
  const [first, ...rest] = parameters;
  if (first?.name !== 'self') return fitsParameters(use, parameters);
  return fitsParameters(use, rest) || fitsParameters(use, [{ ...first, isOptional: false }, ...rest]);
}

function fitsParameters({ count, names }: Use, parameters: readonly Parameter[]): boolean {
  if (count === null) return true;
  const byPlace = parameters.filter(({ passing, isRest }) => passing !== 'keyword' && !isRest);
  const takesMore = parameters.some(({ passing, isRest }) => isRest && passing !== 'keyword');
  if (count > byPlace.length && !takesMore) return false;
  const takesAnyName = parameters.some(({ passing, isRest }) => isRest && passing === 'keyword');
  const named = parameters.filter(({ passing }) => passing !== 'positional').map(({ name }) => name);
  if (!takesAnyName && names.some((name) => !named.includes(name))) return false;
  const given = new Set([
    ...byPlace.slice(0, count),
    ...parameters.filter(({ name }) => names.includes(name)),
  ]);
  return parameters.every((one) => one.isOptional || one.isRest || given.has(one));
}

/** What else about a call makes it mean something else, or fail, though its arguments can be given. */
export type CallChange =
  | { readonly kind: 'type'; readonly parameter: string; readonly before: string; readonly after: string }
  | { readonly kind: 'order'; readonly before: string; readonly after: string }
  | { readonly kind: 'async' }
  | { readonly kind: 'result'; readonly before: string; readonly after: string };

/** Compares what a call was written for with what it would call; overloads are not compared. */
export function callChange(
  use: Use,
  before: readonly Callable[],
  after: readonly Callable[],
  family: Family,
): CallChange | null {
  const [was, is] = [before[0], after[0]];
  if (was === undefined || is === undefined || before.length > 1 || after.length > 1) return null;
  return argumentChange(use, was.parameters, is.parameters, family) ?? resultChange(use, was, is, family);
}

function argumentChange(
  { count, literals }: Use,
  before: readonly Parameter[],
  after: readonly Parameter[],
  family: Family,
): CallChange | null {
  if (count === null) return null;
  const [was, is] = [before, after].map((list) => list.filter(({ name }) => name !== 'self')) as [Parameter[], Parameter[]]; // prettier-ignore
  for (let index = 0; index < count; index++) {
    const [one, other] = [was[index], is[index]];
    if (one === undefined || other === undefined || one.isRest || other.isRest) return null;
    const isSwapped = one.name !== other.name && is.some(({ name }) => name === one.name) && one.name !== '';
    if (isSwapped) return { kind: 'order', before: listed(was), after: listed(is) };
    if (one.type === null || other.type === null || one.type === other.type) continue;
    if (isWider(other.type, one.type) || literalFits(literals[index] ?? null, other.type, family)) continue;
    if (family === 'python' && !arePlain(one.type, other.type)) continue;
    return { kind: 'type', parameter: other.name, before: one.type, after: other.type };
  }
  return null;
}

function listed(parameters: readonly Parameter[]): string {
  return `(${parameters.map(({ name }) => name).join(', ')})`;
}

const anything = /^(any|unknown|object|Object|interface\{\}|\{\}|Any|typing\.Any|[A-Z])$|^impl|^dyn|^&dyn|^&impl|Iterable|Sequence|Mapping|Readonly|readonly/; // prettier-ignore

/** Says whether all that a type takes another takes too, as far as the words tell. */
function isWider(wide: string, narrow: string): boolean {
  if (anything.test(wide) || anything.test(narrow)) return true;
  const union = (type: string): string[] =>
    type.replace(/^(?:typing\.)?Optional\[(.*)\]$/, '$1|None').split('|');
  const all = union(wide);
  return union(narrow).every((one) => all.includes(one));
}

const literalTypes: Readonly<Record<string, RegExp>> = {
  string: /^(string|str|&str|&'staticstr|String)$/,
  number:
    /^(number|u?int\d*|float\d*|[iuf](8|16|32|64|128|size)|long|double|short|byte|Long|Integer|Double)$/,
  boolean: /^(boolean|bool|Boolean)$/,
};

// A literal takes on the type that is asked for. Other words for a type are no other type.
function literalFits(literal: string | null, type: string, family: Family): boolean {
  if (literal === null) return false;
  const known = literalTypes[literal];
  if (known === undefined) return literal !== 'null' || family !== 'script';
  return type.split('|').some((one) => known.test(one));
}

function arePlain(before: string, after: string): boolean {
  return [before, after].every((type) => /^(str|int|float|bool|bytes|dict|list|[A-Z]\w*)$/.test(type)) && !(before === 'int' && after === 'float'); // prettier-ignore
}

function resultChange(use: Use, before: Callable, after: Callable, family: Family): CallChange | null {
  if (!before.isAsync && after.isAsync && !use.isAwaited) return { kind: 'async' };
  const [was, is] = [plainResult(before), plainResult(after)];
  if (was === null || is === null || was === is || !use.isResultUsed) return null;
  return isOtherResult(was, is, family) ? { kind: 'result', before: was, after: is } : null;
}

function plainResult({ returns }: Callable): string | null {
  return returns === null ? null : returns.replace(/^Promise<(.*)>$/, '$1');
}

const primitive = /^(string|number|boolean|bigint|str|int|float|bool|bytes|String|u?int\d*|float\d*|[iuf](8|16|32|64|128|size)|long|double|char|byte)$/; // prettier-ignore

// Other names for one thing are no change; that nothing may come back, that it may fail, or many come instead of one is.
function isOtherResult(before: string, after: string, family: Family): boolean {
  if (anything.test(after) || anything.test(before)) return false;
  if (/^(void|None|\(\))$/.test(before)) return false;
  const empty = /\b(null|undefined|None)\b|^(typing\.)?Optional\b|^Option<|^java\.util\.Optional|^Optional</;
  if (empty.test(after) !== empty.test(before))
    return empty.test(after) || family === 'rust' || family === 'java';
  if (/^(void|never|None|\(\))$/.test(after)) return true;
  if (family === 'rust' && before.startsWith('Result<') !== after.startsWith('Result<')) return true;
  if (family === 'go') return true;
  const many = /\[\]$|^(Array|List|list|Vec|Set|set|Map|dict|Record|ReadonlyArray)\b/;
  if (many.test(before) !== many.test(after)) return true;
  if (primitive.test(before) && primitive.test(after)) return true;
  const isNominal = family === 'rust' || family === 'java';
  return isNominal ? !isWider(after, before) : primitive.test(before) !== primitive.test(after) && /^\w+$/.test(before + after); // prettier-ignore
}

/** Says what a value, a class or a set of cases that is written out has too few or too many of; null where it fits. */
export function shapeProblem(
  use: Use,
  shape: Shape | null,
): { readonly missing: string[]; readonly unknown: string[] } | null {
  if (shape === null) return null;
  const all = [...shape.required, ...shape.optional];
  const isOpen = use.kind !== 'match' && use.count === null;
  const missing = isOpen ? [] : shape.required.filter((name) => !use.names.includes(name));
  const unknown = use.kind === 'implement' ? [] : use.names.filter((name) => !all.includes(name));
  // Values by place: Go's literals are all or nothing.
  if (use.kind === 'literal' && use.count !== null && use.count > 0)
    return use.count === all.length ? null : { missing: all.slice(use.count), unknown: [] };
  return missing.length + unknown.length === 0 ? null : { missing, unknown };
}
