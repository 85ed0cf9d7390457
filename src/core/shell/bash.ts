import type { SyntaxNode } from '../syntax/syntaxNode';
import { allPartsOf, partsOf } from '../syntax/syntaxNode';
import { expandNode, expandOne } from './bashWords';
import type { RunCommand } from './runCommand';
import { BashAssignments } from './bashAssignments';
import { assignedIn, maySet, setByText } from './bashVariables';
import type { Findings, Scope } from './scope';
import type { Word } from './word';
import { unknownWord } from './word';

/** What a command reads. */
interface Input {
  /** Text that stands in the command itself. */
  readonly text: string | null;
  readonly isPiped: boolean;
}

const noInput: Input = { text: null, isPiped: false };
/** A loop over more words than that is looked at as over words that are not known. */
const mostTurns = 64;

/** Walks through the tree of a bash command as the shell would and notes what is written. */
export class BashEvaluator {
  private readonly assigning: BashAssignments;

  constructor(
    private readonly findings: Findings,
    private readonly runCommand: RunCommand,
  ) {
    this.assigning = new BashAssignments(findings, {
      expand: (node, scope) => this.expand(node, scope),
      expandOne: (node, scope) => expandOne(node, scope, (each) => this.substitute(each, scope)),
      within: (node, scope) => this.within(node, scope),
    });
  }

  /** Runs the statements in a node one after the other. */
  sequence(node: SyntaxNode, scope: Scope, input: Input = noInput): void {
    const parts = allPartsOf(node);
    for (const [index, part] of parts.entries()) {
      if (!part.isNamed) continue;
      this.statement(part, parts[index + 1]?.type === '&' ? scope.fork() : scope, input);
    }
  }

  private statement(node: SyntaxNode, scope: Scope, input: Input): void {
    switch (node.type) {
      case 'command':
        return this.command(node, scope, input, []);
      case 'redirected_statement':
        return this.redirected(node, scope, input);
      case 'list':
        return this.list(node, scope, input);
      case 'pipeline':
        return this.pipeline(node, scope, input);
      case 'subshell':
        return this.sequence(node, scope.fork(), input);
      case 'compound_statement':
      case 'do_group':
      case 'negated_command':
        return this.sequence(node, scope, input);
      case 'if_statement':
        return this.condition(node, scope, input);
      case 'case_statement':
        return this.cases(node, scope, input);
      case 'while_statement':
      case 'c_style_for_statement':
        return this.loop(node, scope, input);
      case 'for_statement':
        return this.forEach(node, scope, input);
      case 'function_definition':
        return this.define(node, scope);
      case 'variable_assignment':
      case 'variable_assignments':
      case 'declaration_command':
        return this.assigning.assign(node, scope);
      case 'unset_command':
        return this.assigning.unset(node, scope);
      case 'comment':
      case 'heredoc_body':
      case 'heredoc_end':
        return;
      default:
        // Tests, words and expressions of a loop's head, for example.
        return this.within(node, scope);
    }
  }

  private list(node: SyntaxNode, scope: Scope, input: Input, outer: readonly SyntaxNode[] = []): void {
    for (const skipped of this.chain(node, scope, input, outer)) scope.mergeNames(skipped);
  }

  // The left side is taken to succeed, as far as the folder goes: who writes `cd a && rm b` means `a/b`.
  // Returns what else may be the case behind the whole: that a part was not run.
  private chain(node: SyntaxNode, scope: Scope, input: Input, outer: readonly SyntaxNode[]): Scope[] {
    const [left, right] = partsOf(node);
    const isOr = allPartsOf(node).some(({ type }) => type === '||');
    const { cwd } = scope;
    const skipped = left?.type === 'list' ? this.chain(left, scope, input, []) : [];
    if (left !== undefined && left.type !== 'list') this.statement(left, scope, input);
    if (left === undefined || right === undefined) return skipped;
    const otherwise = scope.fork();
    if (!isOr) {
      this.withRedirects(right, outer, scope, input);
      return isSure(left) ? skipped : [...skipped, otherwise];
    }
    for (const each of skipped) otherwise.mergeNames(each);
    otherwise.cwd = cwd;
    this.withRedirects(right, outer, otherwise, input);
    if (otherwise.cwd === cwd) scope.mergeNames(otherwise);
    else scope.mergeWith(otherwise);
    return skipped;
  }

  private pipeline(node: SyntaxNode, scope: Scope, input: Input, outer: readonly SyntaxNode[] = []): void {
    const parts = partsOf(node);
    for (const [index, part] of parts.entries()) {
      const read = index === 0 ? input : { text: null, isPiped: true };
      this.withRedirects(part, index === parts.length - 1 ? outer : [], scope.fork(), read);
    }
  }

  private redirected(node: SyntaxNode, scope: Scope, input: Input): void {
    const body = node.childForFieldName('body');
    const redirects = partsOf(node).filter((part) => part.type.endsWith('_redirect'));
    if (body !== null) this.withRedirects(body, redirects, scope, input);
    else this.around(redirects, scope, input, () => undefined);
  }

  // What follows `a && b`, or `a | b`, is that of `b`, although the grammar puts it around both.
  private withRedirects(
    body: SyntaxNode,
    redirects: readonly SyntaxNode[],
    scope: Scope,
    input: Input,
  ): void {
    if (redirects.length === 0) this.statement(body, scope, input);
    else if (body.type === 'command') this.command(body, scope, input, redirects);
    else if (body.type === 'list') this.list(body, scope, input, redirects);
    else if (body.type === 'pipeline') this.pipeline(body, scope, input, redirects);
    else this.around(redirects, scope, input, (inner) => this.statement(body, scope, inner));
  }

  private around(
    redirects: readonly SyntaxNode[],
    scope: Scope,
    input: Input,
    run: (input: Input) => void,
  ): void {
    run(this.redirect(redirects, scope, input).input);
    this.continueLine(redirects, scope);
  }

  private command(node: SyntaxNode, scope: Scope, input: Input, outer: readonly SyntaxNode[]): void {
    const parts = partsOf(node);
    const isRedirect = (part: SyntaxNode): boolean => part.type.endsWith('_redirect');
    const words = parts
      .filter((part) => !isRedirect(part) && part.type !== 'variable_assignment')
      .flatMap((part) => this.expand(part, scope));
    const redirects = [...parts.filter(isRedirect), ...outer];
    const read = this.redirect(redirects, scope, input);
    const prefixes = parts.filter(({ type }) => type === 'variable_assignment');
    this.assigning.during(prefixes, scope, () =>
      this.runCommand([...words, ...read.words], scope, {
        input: read.input.text,
        isPiped: read.input.isPiped,
      }),
    );
    this.continueLine(redirects, scope);
  }

  /** Notes what redirections write; returns what the command reads, and its words that the grammar takes for targets. */
  private redirect(
    nodes: readonly SyntaxNode[],
    scope: Scope,
    input: Input,
  ): { input: Input; words: Word[] } {
    const words: Word[] = [];
    let read = input;
    for (const node of nodes) {
      if (node.type === 'heredoc_redirect') {
        const inner = this.redirect(
          partsOf(node).filter(({ type }) => type.endsWith('_redirect')),
          scope,
          read,
        );
        words.push(...inner.words, ...partsOf(node).filter(({ type }) => argumentTypes.has(type)).flatMap((part) => this.expand(part, scope))); // prettier-ignore
        read = { text: this.heredoc(node, scope), isPiped: false };
      } else if (node.type === 'herestring_redirect') {
        const [text] = partsOf(node).slice(-1).map((part) => expandOne(part, scope, (each) => this.substitute(each, scope))); // prettier-ignore
        read = { text: text?.exact === true ? text.text : null, isPiped: false };
      } else words.push(...this.fileRedirect(node, scope));
    }
    return { input: read, words };
  }

  private fileRedirect(node: SyntaxNode, scope: Scope): Word[] {
    const operator = allPartsOf(node).find((part) => !part.isNamed)?.type ?? '';
    const [target, ...rest] = partsOf(node).filter(({ type }) => type !== 'file_descriptor');
    if (target !== undefined) {
      const word = expandOne(target, scope, (each) => this.substitute(each, scope));
      const isDuplicate = operator.endsWith('&') && /^(\d+-?|-)$/.test(target.text);
      if (operator.includes('>') && !isDuplicate) this.findings.write(scope.cwd, word, 'file');
    }
    return rest.flatMap((part) => this.expand(part, scope));
  }

  private heredoc(node: SyntaxNode, scope: Scope): string | null {
    const parts = partsOf(node);
    const body = parts.find(({ type }) => type === 'heredoc_body');
    const isQuoted = /['"\\]/.test(parts.find(({ type }) => type === 'heredoc_start')?.text ?? '');
    if (body === undefined) return '';
    if (!isQuoted) this.within(body, scope);
    const isLiteral = isQuoted || partsOf(body).every(({ type }) => type === 'heredoc_content');
    return isLiteral ? body.text : null;
  }

  // The grammar puts what follows `<<E` on its line into the redirection.
  private continueLine(redirects: readonly SyntaxNode[], scope: Scope): void {
    for (const node of redirects) {
      if (node.type !== 'heredoc_redirect') continue;
      const isPiped = partsOf(node).some(({ type }) => type === 'pipeline');
      for (const part of partsOf(node))
        if (
          !argumentTypes.has(part.type) &&
          !part.type.endsWith('_redirect') &&
          part.type !== 'heredoc_start' &&
          part.type !== 'heredoc_body'
        )
          // prettier-ignore
          this.statement(part, isPiped ? scope.fork() : scope, { text: null, isPiped });
    }
  }

  private condition(node: SyntaxNode, scope: Scope, input: Input): void {
    const parts = partsOf(node);
    const isClause = ({ type }: SyntaxNode): boolean => type === 'elif_clause' || type === 'else_clause';
    const otherwise = scope.fork();
    for (const part of parts) if (!isClause(part)) this.statement(part, scope, input);
    const branches = parts.filter(isClause).map((clause) => {
      const branch = otherwise.fork();
      this.sequence(clause, branch, input);
      return branch;
    });
    const hasElse = parts.some(({ type }) => type === 'else_clause');
    for (const branch of hasElse ? branches : [otherwise, ...branches]) scope.mergeWith(branch);
  }

  private cases(node: SyntaxNode, scope: Scope, input: Input): void {
    const before = scope.fork();
    for (const part of partsOf(node)) {
      if (part.type !== 'case_item') this.within(part, scope);
      else {
        const branch = before.fork();
        for (const each of partsOf(part)) if (!isPattern(part, each)) this.statement(each, branch, input);
        scope.mergeWith(branch);
      }
    }
  }

  private loop(node: SyntaxNode, scope: Scope, input: Input): void {
    const changed = assignedIn(node, scope);
    scope.forget(changed);
    const before = scope.fork();
    this.sequence(node, scope, { ...input, isPiped: true });
    if (scope.cwd !== before.cwd) {
      scope.cwd = null;
      this.sequence(node, scope, { ...input, isPiped: true });
    }
    scope.mergeNames(before);
    scope.forget(changed);
  }

  private forEach(node: SyntaxNode, scope: Scope, input: Input): void {
    const name = node.childForFieldName('variable');
    const body = node.childForFieldName('body');
    const values = partsOf(node).filter((part) => part.startIndex !== name?.startIndex && part.startIndex !== body?.startIndex); // prettier-ignore
    const words = values.flatMap((part) => this.expand(part, scope));
    if (name === null || body === null) return;
    const isKnown = words.length > 0 && words.length <= mostTurns && words.every(({ exact }) => exact);
    const isCounted = isKnown && words.every(({ glob }) => glob === null) && !/\b(break|continue)\b/.test(body.text); // prettier-ignore
    const changed = isCounted ? [] : assignedIn(node, scope);
    scope.forget(changed);
    const before = scope.fork();
    for (const word of isKnown ? words : [null]) {
      scope.variables.set(name.text, word);
      this.statement(body, scope, { ...input, isPiped: true });
    }
    if (!isKnown && scope.cwd !== before.cwd) scope.cwd = null;
    if (!isKnown) scope.mergeNames(before);
    scope.forget(changed);
  }

  private define(node: SyntaxNode, scope: Scope): void {
    const name = node.childForFieldName('name')?.text;
    const body = node.childForFieldName('body');
    if (name !== undefined && body !== null) scope.functions.set(name, { body });
  }

  private expand(node: SyntaxNode, scope: Scope): Word[] {
    if (node.type === 'array') return [unknownWord()];
    return expandNode(node, scope, (each) => this.substitute(each, scope));
  }

  // Returns what it prints where that is plain: the present folder.
  private substitute(node: SyntaxNode, scope: Scope): string | null {
    if (/^(\$\(\s*pwd\s*\)|`pwd`)$/.test(node.text)) return scope.cwd;
    this.within(node, scope);
    return null;
  }

  /** Looks for commands that are run within a node that is none itself. */
  private within(node: SyntaxNode, scope: Scope): void {
    if (node.type === 'command_substitution' || node.type === 'process_substitution') {
      // `$(< file)` reads.
      this.sequence(node, scope.fork());
      return;
    }
    if (node.type === 'file_redirect') this.fileRedirect(node, scope);
    if (maySet(node)) scope.forget(setByText(node.text));
    for (const part of partsOf(node)) this.within(part, scope);
  }
}

// Whether what follows `&&` runs whatever the files are.
function isSure(left: SyntaxNode): boolean {
  if (left.type === 'list') return allPartsOf(left).some(({ type }) => type === '&&') && isSure(partsOf(left)[1] ?? left); // prettier-ignore
  if (/^(variable_assignments?|declaration_command)$/.test(left.type)) return !/[$`]\(|`/.test(left.text);
  return left.type === 'command' && /^(cd|pushd|popd|set|shopt|true|:|echo|printf)\b/.test(left.text);
}

const argumentTypes: ReadonlySet<string> = new Set(
  'word string raw_string ansi_c_string concatenation simple_expansion expansion number command_substitution process_substitution brace_expression'.split(' '), // prettier-ignore
);

function isPattern(item: SyntaxNode, part: SyntaxNode): boolean {
  const end = allPartsOf(item).find(({ type }) => type === ')');
  return end !== undefined && part.startIndex < end.startIndex;
}
