import type { SyntaxNode } from '../syntax/syntaxNode';
import { allPartsOf, partsOf } from '../syntax/syntaxNode';
import type { Scope } from './scope';
import { positional } from './scope';
import type { Word } from './word';
import { plainWord } from './word';

/** Sets a variable as an assignment says; what is added to one, and arrays, are not followed. */
export function assign(node: SyntaxNode, scope: Scope, expand: (value: SyntaxNode) => Word): void {
  const name = node.childForFieldName('name');
  const value = node.childForFieldName('value');
  const word = value === null ? plainWord('') : value.type === 'array' ? null : expand(value);
  const isAdded = allPartsOf(node).some(({ type }) => type === '+=');
  scope.variables.set(baseNameOf(name), isAdded || name?.type === 'subscript' ? null : word);
}

/** Lists the variables that arithmetic, or an expansion such as `${F:=x}`, sets: at least those. */
export function setByText(text: string): string[] {
  const found = text.matchAll(/(\w+)(?:\[[^\]]*\])?\s*(?:\+\+|--|:?(?:[-+*/%&|^]|<<|>>)?=(?!=))|(?:\+\+|--)\s*(\w+)/g); // prettier-ignore
  return [...found].flatMap(([, before, after]) => before ?? after ?? []);
}

/** Says whether a node is of arithmetic, or an expansion that may set what it expands. */
export function maySet({ type, text }: SyntaxNode): boolean {
  return /^(arithmetic_expansion|expansion|subscript)$/.test(type) || (type === 'test_command' && text.startsWith('((')); // prettier-ignore
}

/** Lists the variables that may be set anywhere in a node; null: any. */
export function assignedIn(node: SyntaxNode, scope: Scope): readonly string[] | null {
  const own = setBy(node, scope);
  if (own === null) return null;
  const found = [...own];
  for (const part of partsOf(node)) {
    const inner = assignedIn(part, scope);
    if (inner === null) return null;
    found.push(...inner);
  }
  return found;
}

function setBy(node: SyntaxNode, scope: Scope): readonly string[] | null {
  switch (node.type) {
    case 'variable_assignment':
      return [baseNameOf(node.childForFieldName('name'))];
    case 'for_statement':
      return [node.childForFieldName('variable')?.text ?? ''];
    case 'c_style_for_statement':
      return setByText(node.text.slice(0, (node.childForFieldName('body') ?? node).startIndex - node.startIndex) || node.text); // prettier-ignore
    case 'declaration_command':
    case 'unset_command':
      return partsOf(node).some(({ type }) => !/^(variable_name|variable_assignment|word)$/.test(type)) ? null : partsOf(node).map(({ text }) => text); // prettier-ignore
    case 'command':
      return setByCommand(node, scope);
    default:
      return maySet(node) ? setByText(node.text) : [];
  }
}

function setByCommand(node: SyntaxNode, scope: Scope): readonly string[] | null {
  const name = node.childForFieldName('name');
  if (name === null || partsOf(name)[0]?.type !== 'word') return null;
  if (/^(shift|set)$/.test(name.text)) return positional;
  if (scope.functions.has(name.text) || /^(eval|source|\.|builtin|command)$/.test(name.text)) return null;
  if (!/^(read|mapfile|readarray|getopts|let|printf|wait)$/.test(name.text)) return [];
  const rest = node.text.slice(name.text.length);
  return rest.includes('$') ? null : [...(rest.match(/\w+/g) ?? []), 'REPLY', 'MAPFILE', 'OPTARG', 'OPTIND'];
}

function baseNameOf(name: SyntaxNode | null): string {
  return (name?.text ?? '').replace(/\[[^]*$/, '');
}
