import type { SyntaxNode } from '../syntax/syntaxNode';
import { partsOf } from '../syntax/syntaxNode';
import { assign as assignValue } from './bashVariables';
import type { Findings, Scope } from './scope';
import { isOfPrograms } from './variableNames';
import type { Word } from './word';
import { plainWord } from './word';

/** How the words of assignments are evaluated. */
export interface Words {
  readonly expand: (node: SyntaxNode, scope: Scope) => readonly Word[];
  readonly expandOne: (node: SyntaxNode, scope: Scope) => Word;
  /** Looks for commands that are run within a node. */
  readonly within: (node: SyntaxNode, scope: Scope) => void;
}

/** Does what bash does with variables where a command assigns, declares or unsets them. */
export class BashAssignments {
  constructor(
    private readonly findings: Findings,
    private readonly words: Words,
  ) {}

  /** Sets what assignments and declarations set. */
  assign(node: SyntaxNode, scope: Scope): void {
    if (node.type === 'declaration_command') return this.declare(node, scope);
    const parts = node.type === 'variable_assignment' ? [node] : partsOf(node);
    for (const part of parts) {
      if (/^(HOME|IFS)\b/.test(part.text)) this.findings.unknown = true;
      this.assignOne(part, scope);
    }
  }

  private assignOne(node: SyntaxNode, scope: Scope): void {
    if (changesPrograms(node)) this.findings.unknown = true;
    for (const part of [node.childForFieldName('name'), node.childForFieldName('value')])
      if (part !== null && /^(subscript|array)$/.test(part.type)) this.words.within(part, scope);
    assignValue(node, scope, (part) => this.words.expandOne(part, scope));
  }

  private declare(node: SyntaxNode, scope: Scope): void {
    const [keyword = ''] = /^\w+/.exec(node.text) ?? [];
    for (const part of partsOf(node)) {
      if (part.type === 'variable_assignment') this.assign(part, scope);
      else if (part.type === 'variable_name')
        scope.forget(/^(export|readonly)$/.test(keyword) ? [] : [part.text]); // prettier-ignore
      else for (const word of this.words.expand(part, scope)) this.declareWord(word, scope);
    }
  }

  private declareWord(word: Word, scope: Scope): void {
    // Another name for a variable, or one whose value is not what is assigned to it.
    if (/^-\w*[niluc]/.test(word.text)) this.findings.unknown = true;
    if (!word.exact) scope.forget(null);
    else if (!word.text.startsWith('-')) scope.forget([/^\w*/.exec(word.text)?.[0] ?? '']);
  }

  /** Forgets what `unset` names. */
  unset(node: SyntaxNode, scope: Scope): void {
    const words = partsOf(node).flatMap((part) => (part.type === 'variable_name' ? [plainWord(part.text)] : this.words.expand(part, scope))); // prettier-ignore
    if (!words.every(({ exact }) => exact)) scope.forget(null);
    for (const { text } of words) {
      scope.variables.set(text, null);
      if (scope.functions.has(text)) scope.functions.set(text, null);
    }
  }

  /** Sets what is set for one command only, runs that, and puts it back: a function and `eval` see it. */
  during(prefixes: readonly SyntaxNode[], scope: Scope, run: () => void): void {
    if (prefixes.length === 0) return run();
    const before = new Map(scope.variables);
    for (const part of prefixes) this.assignOne(part, scope);
    const during = new Map(scope.variables);
    run();
    for (const [name, value] of during)
      if (value !== before.get(name) && scope.variables.get(name) === value) {
        const old = before.get(name);
        if (old === undefined) scope.variables.delete(name);
        else scope.variables.set(name, old);
      } else if (value !== before.get(name)) scope.variables.set(name, null);
  }
}

// What a program is looked for by, or what git and others run besides.
function changesPrograms(assignment: SyntaxNode): boolean {
  const name = assignment.childForFieldName('name')?.text ?? '';
  if (!isOfPrograms(name)) return false;
  const value = assignment.childForFieldName('value')?.text ?? '';
  // A pager that only shows, or none.
  return !/^(cat|true|less|)$/.test(value) || /^GIT_(DIR|WORK_TREE)/.test(name);
}
