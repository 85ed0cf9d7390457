import type { Language, Node } from 'web-tree-sitter';
import type { SourceNode } from '../../core/semantics/sourceNode';

/** Names of a grammar by their numbers: asking the parser for a name costs more than all else of a node. */
interface GrammarNames {
  readonly types: readonly (string | null)[];
  readonly fields: readonly (string | null)[];
}

const known = new WeakMap<Language, GrammarNames>();

/** Copies the named nodes of a tree out of the parser: a walk of its cursor, which touches each node once. */
export function copyTree(root: Node, language: Language, text: string): SourceNode {
  const { types, fields } = namesOf(language);
  const lines = new LineCounter(text);
  const cursor = root.walk();
  // A node that is not named is no part of the copy, and neither is what is in it: a word or a sign.
  const copy = (type: string): SourceNode => {
    const { startIndex: start, endIndex: end } = cursor;
    const field = fields[cursor.currentFieldId] ?? null;
    const line = lines.at(start);
    const children: SourceNode[] = [];
    if (!leaves.has(type) && cursor.gotoFirstChild()) {
      do {
        const inner = types[cursor.nodeTypeId];
        if (inner != null) children.push(copy(inner));
      } while (cursor.gotoNextSibling());
      cursor.gotoParent();
    }
    return { type, field, start, end, line, endLine: lines.at(Math.max(start, end - 1)) + 1, children };
  };
  try {
    return copy(root.type);
  } finally {
    cursor.delete();
  }
}

/** Nodes without others in them, in all grammars: asking the parser for their children is spared. */
const leaves: ReadonlySet<string> = new Set('identifier property_identifier type_identifier field_identifier package_identifier shorthand_property_identifier predefined_type primitive_type number integer comment string_fragment string_content true false null this self'.split(' ')); // prettier-ignore

function namesOf(language: Language): GrammarNames {
  const found = known.get(language);
  if (found !== undefined) return found;
  const count = (length: number): number[] => Array.from({ length }, (_, index) => index);
  const names: GrammarNames = {
    types: count(language.nodeTypeCount).map((id) => (language.nodeTypeIsNamed(id) ? language.nodeTypeForId(id) : null)), // prettier-ignore
    fields: count(language.fieldCount + 1).map((id) => (id === 0 ? null : language.fieldNameForId(id))),
  };
  known.set(language, names);
  return names;
}

/** Tells the lines of offsets; the offsets of a tree come nearly in order. */
class LineCounter {
  private readonly starts: number[] = [0];
  private line = 0;

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1);
  }

  at(offset: number): number {
    while ((this.starts[this.line] ?? 0) > offset) this.line--;
    while ((this.starts[this.line + 1] ?? Infinity) <= offset) this.line++;
    return this.line;
  }
}
