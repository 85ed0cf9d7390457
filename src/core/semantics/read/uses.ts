import type { Use } from '../facts';
import type { SourceNode } from '../sourceNode';
import { fieldOf } from '../sourceNode';
import type { FactsBuilder, Surroundings } from './builder';
import type { UseSyntax } from './reader';

/** A chain of names: the first, and the members after it. */
type Chain = Pick<Use, 'path' | 'root'>;

/** Notes what a node uses; returns the children that are still to be read. */
export function readUse(
  node: SourceNode,
  parent: SourceNode | null,
  facts: FactsBuilder,
  around: Surroundings,
  syntax: UseSyntax,
): readonly SourceNode[] {
  if (syntax.special(node, facts, around, parent)) return node.children;
  const call = syntax.calls[node.type];
  if (call !== undefined) return readCall(node, parent, call, facts, around, syntax);
  const isMember = syntax.members[node.type] !== undefined;
  if (!isMember && !syntax.names.has(node.type)) return node.children;
  if (!isMember && syntax.isGiven(node, parent)) return [];
  const chain = chainOf(node, facts, around, syntax);
  if (chain === null) return isMember ? node.children.slice(0, 1) : [];
  facts.use({ kind: 'reference', ...chain }, node, around);
  return [];
}

function readCall(
  node: SourceNode,
  parent: SourceNode | null,
  call: UseSyntax['calls'][string],
  facts: FactsBuilder,
  around: Surroundings,
  syntax: UseSyntax,
): readonly SourceNode[] {
  const called = fieldOf(node, call.called);
  const member = call.member === undefined ? undefined : fieldOf(node, call.member);
  const chain = calledChain(called, member, facts, around, syntax);
  const values = fieldOf(node, 'arguments')?.children.filter(({ type }) => !type.includes('comment')) ?? [];
  if (chain === null) return node.children.filter((child) => child !== member);
  const byName = values.filter(({ type }) => type === syntax.keyword?.[0]);
  const byPlace = values.filter(({ type }) => type !== syntax.keyword?.[0]);
  const isSpread = values.some(({ type }) => syntax.spreads.has(type));
  facts.use(
    {
      kind: call.kind,
      ...chain,
      count: isSpread ? null : byPlace.length,
      names: byName.map((value) => facts.text(fieldOf(value, syntax.keyword?.[1] ?? ''))),
      literals: byPlace.map(({ type }) => syntax.literals[type] ?? null),
      isResultUsed: parent === null || !syntax.statements.has(parent.type),
      isAwaited:
        parent !== null && (syntax.awaits.has(parent.type) || syntax.members[parent.type] !== undefined),
    },
    node,
    around,
  );
  return node.children.filter((child) => child !== called && child !== member);
}

function calledChain(
  called: SourceNode | undefined,
  member: SourceNode | undefined,
  facts: FactsBuilder,
  around: Surroundings,
  syntax: UseSyntax,
): Chain | null {
  if (member === undefined) return called === undefined ? null : chainOf(called, facts, around, syntax);
  if (called === undefined) return { path: [facts.text(member)], root: 'self' };
  const object = chainOf(called, facts, around, syntax);
  return object === null ? null : { ...object, path: [...object.path, facts.text(member)] };
}

/** Reads a chain of names; null when it begins with something else, or with a variable of an unknown type. */
export function chainOf(
  node: SourceNode,
  facts: FactsBuilder,
  around: Surroundings,
  syntax: UseSyntax,
): Chain | null {
  const fields = syntax.members[node.type];
  if (fields !== undefined) {
    const [object, member] = [fieldOf(node, fields[0]), fieldOf(node, fields[1])];
    if (object === undefined || member === undefined) return null;
    const before = chainOf(object, facts, around, syntax);
    return before === null ? null : { ...before, path: [...before.path, facts.text(member)] };
  }
  const inner = wrappers.has(node.type) ? node.children[0] : undefined;
  if (inner !== undefined) return chainOf(inner, facts, around, syntax);
  const name = facts.text(node);
  if (syntax.selves.has(name)) return { path: [], root: 'self' };
  if (!syntax.names.has(node.type)) return null;
  if (!around.scope.has(name)) return { path: [name], root: 'name' };
  const type = around.scope.get(name) ?? null;
  return type === null ? null : { path: type.split('.'), root: 'instance' };
}

const wrappers: ReadonlySet<string> = new Set(['parenthesized_expression', 'non_null_expression', 'generic_function', 'generic_type', 'generic_type_with_turbofish']); // prettier-ignore
