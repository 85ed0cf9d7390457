import type { Callable, Declaration, Export, FileFacts, ImportedName, Mark, Use } from '../facts';
import type { SourceNode } from '../sourceNode';

/** What is around a place of a program. */
export interface Surroundings {
  /** The class or module whose members are being read; '' at the top. */
  readonly owner: string;
  /** The definition around; '' at the top. */
  readonly inside: string;
  /** By name: the type of a local variable, or null where it is not known. */
  readonly scope: ReadonlyMap<string, string | null>;
  /** Whether it lies in the body of a function: what is defined there is nobody else's. */
  readonly isLocal: boolean;
}

/** A use before it is known where it stands. */
export type UseParts = Pick<Use, 'kind' | 'path' | 'root'> & Partial<Use>;

/** So much of a definition tells it from others, in UTF-16 units. */
const longestBody = 1200;

/** Collects what is found in one file. */
export class FactsBuilder {
  private readonly declarations = new Map<string, Declaration>();
  private readonly imports: ImportedName[] = [];
  private readonly exports: Export[] = [];
  private readonly uses: Use[] = [];
  private readonly marks: Mark[] = [];

  constructor(private readonly source: string) {}

  text(node: SourceNode | undefined): string {
    return node === undefined ? '' : this.source.slice(node.start, node.end);
  }

  /** The text without white space, as types are compared; null where there is no node. */
  compact(node: SourceNode | undefined): string | null {
    return node === undefined ? null : this.text(node).replace(/\s+/g, '');
  }

  /** The beginning of a node's text without a part of it and without white space. */
  private bodyText(node: SourceNode, without: SourceNode | undefined): string {
    const end = Math.min(node.end, node.start + longestBody);
    const text = without === undefined ? this.source.slice(node.start, end) : this.source.slice(node.start, without.start) + this.source.slice(without.end, end); // prettier-ignore
    return text.replace(/\s+/g, '');
  }

  /** Adds a definition; a further one of the same name is an overload of it. */
  declare(
    found: Pick<Declaration, 'name' | 'kind'> & Partial<Declaration>,
    node: SourceNode,
    nameNode?: SourceNode,
  ): void {
    const known = this.declarations.get(found.name);
    const calls: readonly Callable[] = [...(known?.calls ?? []), ...(found.calls ?? [])];
    this.declarations.set(found.name, {
      shape: null,
      type: null,
      supers: [],
      body: this.bodyText(node, nameNode),
      ...found,
      line: known?.line ?? node.line,
      endLine: node.endLine,
      count: (known?.count ?? 0) + 1,
      calls,
    });
  }

  import(local: string, name: string | null, module: string, node: SourceNode): void {
    this.imports.push({ local, name, module, line: node.line, endLine: node.endLine });
  }

  export(name: string, local: string | null, module: string | null = null): void {
    this.exports.push({ name, local, module });
  }

  mark(kind: Mark['kind'], key: string, node: SourceNode): void {
    this.marks.push({ kind, key, line: node.line });
  }

  use(parts: UseParts, node: SourceNode, around: Surroundings): void {
    const place = { line: node.line, endLine: node.endLine, inside: around.inside };
    this.uses.push({ count: null, names: [], literals: [], isResultUsed: true, isAwaited: false, ...place, ...parts }); // prettier-ignore
  }

  result(): FileFacts {
    const { imports, exports, uses, marks } = this;
    return { declarations: [...this.declarations.values()], imports, exports, uses, marks };
  }
}
