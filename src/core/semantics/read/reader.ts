import type { FileFacts } from '../facts';
import type { SourceNode } from '../sourceNode';
import type { Surroundings } from './builder';
import { FactsBuilder } from './builder';
import { readUse } from './uses';

/** A name that a function binds, with the name of its type where that is told. */
export interface Binding {
  readonly name: string;
  readonly type: string | null;
}

/** How the nodes of a language's grammar are read. */
export interface LanguageReader {
  /** Nodes with a scope of their own. */
  readonly functions: ReadonlySet<string>;
  /**
   * Notes what a node defines, imports or exports.
   * @returns what is around its children where that differs; `skip` when there is nothing more to read in it.
   */
  readonly define: (node: SourceNode, facts: FactsBuilder, around: Surroundings, parent: SourceNode | null) => Surroundings | 'skip' | null; // prettier-ignore
  /** The names that a node binds for the function it is in. */
  readonly bind: (node: SourceNode, facts: FactsBuilder) => readonly Binding[];
  readonly syntax: UseSyntax;
}

/** Which nodes are names, members and calls. */
export interface UseSyntax {
  readonly names: ReadonlySet<string>;
  /** By type of node: the fields of the object and of its member. */
  readonly members: Readonly<Record<string, readonly [string, string]>>;
  /** Words for the object that a method belongs to. */
  readonly selves: ReadonlySet<string>;
  /** By type of node: the field of what is called. */
  readonly calls: Readonly<Record<string, { readonly called: string; readonly member?: string; readonly kind: 'call' | 'construct' }>>; // prettier-ignore
  /** Arguments that are given by name: the type of node and the field of the name. */
  readonly keyword: readonly [string, string] | null;
  readonly spreads: ReadonlySet<string>;
  readonly awaits: ReadonlySet<string>;
  /** Nodes below which a result is dropped. */
  readonly statements: ReadonlySet<string>;
  /** By type of node: what kind of literal it is. */
  readonly literals: Readonly<Record<string, string>>;
  /** Whether a name is given at a node, not used. */
  readonly isGiven: (node: SourceNode, parent: SourceNode | null) => boolean;
  /** Notes uses that only this language has, such as literals of a type; true: it took care of the node. */
  readonly special: (
    node: SourceNode,
    facts: FactsBuilder,
    around: Surroundings,
    parent: SourceNode | null,
  ) => boolean;
}

/** Reads what a file defines, imports and uses. */
export function readFacts(root: SourceNode, text: string, reader: LanguageReader): FileFacts {
  const facts = new FactsBuilder(text);
  const walk = (node: SourceNode, parent: SourceNode | null, around: Surroundings): void => {
    const inner = reader.define(node, facts, around, parent);
    if (inner === 'skip') return;
    let below = inner ?? around;
    if (reader.functions.has(node.type)) below = { ...below, isLocal: true, scope: scopeOf(node, below.scope, reader, facts) }; // prettier-ignore
    const children = readUse(node, parent, facts, below, reader.syntax);
    for (const child of children) walk(child, node, below);
  };
  walk(root, null, { owner: '', inside: '', scope: new Map(), isLocal: false });
  return facts.result();
}

function scopeOf(
  node: SourceNode,
  outer: Surroundings['scope'],
  reader: LanguageReader,
  facts: FactsBuilder,
): Surroundings['scope'] {
  const scope = new Map(outer);
  const gather = (part: SourceNode): void => {
    for (const { name, type } of reader.bind(part, facts)) scope.set(name, type ?? null);
    for (const child of part.children) if (!reader.functions.has(child.type)) gather(child);
  };
  for (const child of node.children) if (child.field !== 'name') gather(child);
  for (const { name, type } of reader.bind(node, facts)) scope.set(name, type ?? null);
  return scope;
}
