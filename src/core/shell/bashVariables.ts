import type { SyntaxNode } from '../syntax/syntaxNode';
import { allPartsOf, partsOf } from '../syntax/syntaxNode';
import type { Scope } from './scope';
import type { Word } from './word';
import { plainWord } from './word';

/** Sets a variable as an assignment says; what is added to one, and arrays, are not followed. */
export function assign(node: SyntaxNode, scope: Scope, expand: (value: SyntaxNode) => Word): void {
  const name = node.childForFieldName('name')?.text ?? '';
  const value = node.childForFieldName('value');
  const word = value === null || value.type === 'array' ? null : expand(value);
  const isAdded = allPartsOf(node).some(({ type }) => type === '+=');
  scope.variables.set(name, isAdded ? null : value === null ? plainWord('') : word);
}

/** Lists the variables that are set anywhere in a node. */
export function assignedIn(node: SyntaxNode): string[] {
  const found = node.type === 'variable_assignment' || node.type === 'for_statement' ? namesOf(node) : [];
  return [...found, ...partsOf(node).flatMap(assignedIn)];
}

function namesOf(node: SyntaxNode): string[] {
  const name = node.childForFieldName('name') ?? node.childForFieldName('variable');
  return name === null ? [] : [name.text];
}
