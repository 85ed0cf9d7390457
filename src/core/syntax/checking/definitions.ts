import type { SourceVersion } from '../merging/item';
import { keyOf } from '../merging/keyOf';
import type { TreeNode } from '../tree/treeNode';

/** What a text defines and imports, as far as its tree was read. */
export interface DefinedNames {
  /** How often each name is defined in its surroundings: `Auth.validate`. */
  readonly definitions: ReadonlyMap<string, number>;
  readonly imports: ReadonlyMap<string, number>;
  /** For each definition with parameters how many it has; -1 where there are several of the name. */
  readonly parameters: ReadonlyMap<string, number>;
}

/** Lists what a text defines and imports. */
export function definedNames(version: SourceVersion): DefinedNames {
  const found = {
    definitions: new Map<string, number>(),
    imports: new Map<string, number>(),
    parameters: new Map<string, number>(),
  };
  collect(version.root, '', version, found);
  return found;
}

type Found = Record<'definitions' | 'imports' | 'parameters', Map<string, number>>;

function collect(node: TreeNode, path: string, version: SourceVersion, found: Found): void {
  const { grammar } = version;
  for (const child of node.children) {
    const key = keyOf(child, version);
    if (key !== null && grammar.imports.has(child.type)) count(found.imports, `${path} ${key}`);
    else if (key !== null && grammar.definitions.has(child.type)) {
      count(
        found.definitions,
        `${path}.${child.type}.${key}${grammar.overloads ? signature(child, version) : ''}`,
      );
      noteParameters(child, key, found);
    }
    collect(child, key === null ? path : `${path}.${key}`, version, found);
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function noteParameters(node: TreeNode, key: string, { parameters }: Found): void {
  const list = node.children.find(({ field }) => field === 'parameters');
  if (list === undefined || list.children.length === 0) return;
  const number = list.children.filter(({ named }) => named).length;
  parameters.set(key, parameters.has(key) && parameters.get(key) !== number ? -1 : number);
}

/** What tells definitions of one name apart where there may be several. */
function signature(node: TreeNode, { text }: SourceVersion): string {
  const list = node.children.find(({ field }) => field === 'parameters');
  const accessor = node.children.find(({ type }) => type === 'get' || type === 'set')?.type ?? '';
  return list === undefined ? accessor : accessor + text.slice(list.start, list.end).replace(/\s+/g, '');
}
