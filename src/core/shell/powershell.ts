import type { SyntaxNode } from '../syntax/syntaxNode';
import { partsOf } from '../syntax/syntaxNode';
import type { CmdletArguments, CmdletRule } from './cmdlets';
import { cmdletName, isReadingCmdlet, switches, writingCmdlets } from './cmdlets';
import { baseName } from './paths';
import { expandPowerShell, powerShellPath } from './powershellWords';
import { ruleFor } from './rules';
import { commandFor } from './runCommand';
import type { Findings, Scope } from './scope';
import type { Word } from './word';

/** Walks through the tree of a PowerShell command and notes what is written. */
export class PowerShellEvaluator {
  constructor(private readonly findings: Findings) {}

  /** Looks at a whole text; what cannot be parsed may write anything. */
  script(root: SyntaxNode, scope: Scope): void {
    if (root.hasError) this.findings.unknown = true;
    else this.walk(root, scope);
  }

  private walk(node: SyntaxNode, scope: Scope): void {
    switch (node.type) {
      case 'command':
        this.command(node, scope);
        return;
      case 'redirection':
        return this.redirection(node, scope);
      case 'assignment_expression':
        return this.assignment(node, scope);
      case 'pre_increment_expression':
      case 'pre_decrement_expression':
      case 'post_increment_expression':
      case 'post_decrement_expression':
        return scope.forget(variablesIn(node.text));
      case 'invokation_expression':
        this.invocation(node, scope);
        break;
      case 'function_statement':
        // What is called by a name of the script's own is not known when it is called.
        return;
      case 'while_statement':
      case 'for_statement':
      case 'foreach_statement':
      case 'do_statement':
        this.loop(node, scope);
        return;
      case 'if_statement':
      case 'switch_statement':
      case 'try_statement':
        return this.branches(node, scope);
      default:
    }
    for (const part of partsOf(node)) this.walk(part, scope);
  }

  // Which variables a branch or a turn sets depends on the run.
  private branches(node: SyntaxNode, scope: Scope): void {
    for (const part of partsOf(node)) {
      const branch = scope.fork();
      this.walk(part, branch);
      scope.mergeWith(branch);
    }
  }

  private loop(node: SyntaxNode, scope: Scope): void {
    const inner = scope.fork();
    for (const name of scope.variables.keys()) inner.variables.set(name, null);
    for (const part of partsOf(node)) this.walk(part, inner);
    scope.mergeWith(inner);
  }

  private command(node: SyntaxNode, scope: Scope): void {
    const name = node.childForFieldName('command_name');
    const elements = partsOf(node.childForFieldName('command_elements') ?? node).filter((part) => part.startIndex !== name?.startIndex); // prettier-ignore
    for (const part of elements) this.inElement(part, scope);
    if (name?.type !== 'command_name') {
      const [named] = name === null ? [] : partsOf(name);
      if (named === undefined) this.findings.unknown = true;
      else this.run(expandPowerShell(named, scope), elements, scope);
      return;
    }
    this.run({ text: name.text, exact: true, glob: null }, elements, scope);
  }

  // Blocks and expressions among the arguments are run too.
  private inElement(node: SyntaxNode, scope: Scope): void {
    if (node.type === 'command_parameter' || node.type === 'generic_token') return;
    this.walk(node, node.type === 'redirection' ? scope : scope.fork());
  }

  private run(program: Word, elements: readonly SyntaxNode[], scope: Scope): void {
    if (!program.exact) {
      this.findings.unknown = true;
      return;
    }
    const name = cmdletName(program.text);
    const args = argumentsOf(elements, scope);
    // `-OutVariable p` and its like set a variable.
    for (const [parameter, word] of args.named) if (/(variable|^[oepiw]v)$/.test(parameter)) scope.forget(word?.exact === true ? variablesIn(`$${word.text.replace(/^\+/, '')}`) : null); // prettier-ignore
    if (/^(set|new|clear|remove)-variable$/.test(name)) scope.forget(null);
    const rule = Object.hasOwn(writingCmdlets, name) ? writingCmdlets[name] : undefined;
    if (rule !== undefined) this.cmdlet(name, rule, args, scope);
    else if (isReadingCmdlet(name)) move(name, args, scope);
    else this.program(program, elements, scope);
  }

  private cmdlet(name: string, rule: CmdletRule, args: CmdletArguments, scope: Scope): void {
    if (args.isTrial) return;
    if (name === 'new-item' && /^(directory|container)$/i.test(args.named.get('itemtype')?.text ?? args.named.get('type')?.text ?? '')) return; // prettier-ignore
    if (name === 'tee-object' && args.named.has('variable')) return;
    const named = rule.targets.flatMap((target) => args.named.get(target) ?? []);
    const positional = rule.at === undefined || named.length > 0 || args.named.has('path') ? args.positional[0] : args.positional[rule.at]; // prettier-ignore
    const target = named[0] ?? positional;
    if (target === undefined || (name === 'new-item' && args.named.has('name'))) this.findings.unknown = true;
    if (rule.from !== undefined) return this.copy(rule, args, target, scope);
    // `Remove-Item a, b` names both.
    if (target !== undefined) for (const word of named.length > 0 ? named : rule.at === undefined ? [target] : [target]) this.findings.write(scope.cwd, word, rule.kind); // prettier-ignore
    if (name === 'rename-item') this.renamed(args, target, scope);
  }

  private copy(rule: CmdletRule, args: CmdletArguments, target: Word | undefined, scope: Scope): void {
    const source = args.named.get('path') ?? args.named.get('literalpath') ?? args.positional[0];
    if (source === undefined) {
      this.findings.unknown = true;
      return;
    }
    if (rule.moves === true) this.findings.write(scope.cwd, source, 'tree');
    if (target === undefined) return;
    const copied = source.exact && source.glob === null ? baseName(source.text) : '';
    this.findings.write(scope.cwd, target, 'tree', copied === '' ? null : copied);
  }

  private renamed(args: CmdletArguments, from: Word | undefined, scope: Scope): void {
    const to = args.named.get('newname') ?? args.positional[args.named.has('path') ? 0 : 1];
    if (to === undefined || from === undefined) return;
    const folder = from.text.replace(/[^\\/]*$/, '');
    this.findings.write(scope.cwd, /[\\/]/.test(to.text) ? to : { ...to, text: folder + to.text }, 'tree');
  }

  private program(program: Word, elements: readonly SyntaxNode[], scope: Scope): void {
    const rule = ruleFor(program.text);
    const words = elements.filter(({ type }) => type !== 'redirection' && type !== 'command_argument_sep').map((part) => expandPowerShell(part, scope)); // prettier-ignore
    const unknown = (): void => void (this.findings.unknown = true);
    const run = { findings: this.findings, run: unknown, runText: unknown, runBody: unknown };
    if (rule === undefined) unknown();
    else rule(commandFor(words, scope, { input: null, isPiped: true }, run));
  }

  private redirection(node: SyntaxNode, scope: Scope): void {
    const name = partsOf(node).find(({ type }) => type === 'redirected_file_name');
    const target = name && partsOf(name).find(({ type }) => type !== 'command_argument_sep');
    if (target !== undefined) this.findings.write(scope.cwd, expandPowerShell(target, scope), 'file');
  }

  private assignment(node: SyntaxNode, scope: Scope): void {
    const [left, right] = [partsOf(node)[0], partsOf(node).at(-1)];
    if (left === undefined || right === undefined) return;
    this.walk(right, scope);
    const isPlain = /^\$\w+$/.test(left.text.trim()) && /^\s*=[^=]/.test(node.text.slice(left.text.length));
    const value = expandPowerShell(right, scope);
    const names = variablesIn(left.text);
    for (const name of names) scope.variables.set(name, isPlain && value.exact ? value : null);
  }

  // Methods of .NET: those that are known to write name the file first; of the others nothing is known.
  private invocation(node: SyntaxNode, scope: Scope): void {
    const method = /^\[(?:System\.)?IO\.(?:File)\]::(\w+)/i.exec(node.text)?.[1]?.toLowerCase() ?? '';
    if (/^(readall\w+|exists|openread)$/.test(method) || /^\[(?:System\.)?(IO\.Path|Math|string|datetime|guid|environment|convert)\]::/i.test(node.text)) return; // prettier-ignore
    const list =
      node.childForFieldName('argument_expression_list') ?? firstOfType(node, 'argument_expression_list');
    const first = list === null ? undefined : partsOf(list)[0];
    if (!/^(writeall\w+|appendall\w+|delete|create)$/.test(method) || first === undefined)
      this.findings.unknown = true;
    else this.findings.write(null, expandPowerShell(first, scope), 'file');
  }
}

function variablesIn(text: string): string[] {
  return [...text.matchAll(/\$\{?(?:\w+:)?(\w+)/g)].map(([, name = '']) => name.toLowerCase());
}

function firstOfType(node: SyntaxNode, type: string): SyntaxNode | null {
  for (const part of partsOf(node)) {
    const found = part.type === type ? part : firstOfType(part, type);
    if (found !== null) return found;
  }
  return null;
}

function move(name: string, { named, positional }: CmdletArguments, scope: Scope): void {
  const said = named.get('path') ?? named.get('literalpath') ?? positional[0];
  const place = said && { ...said, text: powerShellPath(said.text) };
  if (name === 'set-location') scope.enter(place ?? { text: scope.home, exact: true, glob: null });
  else if (name === 'push-location') scope.push(place);
  else if (name === 'pop-location') scope.pop();
}

// Any beginning of a parameter's name that is no other's stands for it.
function fullName(name: string): string {
  const found = parameters.filter((full) => full.startsWith(name));
  return found.length === 1 && found[0] !== undefined ? found[0] : name;
}

const parameters = [...switches, 'path', 'literalpath', 'filepath', 'destination', 'destinationpath', 'value', 'newname', 'itemtype', 'encoding', 'include', 'exclude', 'filter', 'stream', 'inputobject', 'delimiter', 'compressionlevel', 'variable', 'outvariable']; // prettier-ignore

function argumentsOf(elements: readonly SyntaxNode[], scope: Scope): CmdletArguments {
  const named = new Map<string, Word | null>();
  const positional: Word[] = [];
  let parameter: string | null = null;
  let last: string | null = null;
  let isTrial = false;
  for (const part of elements) {
    if (part.type === 'redirection') continue;
    if (part.type === 'command_argument_sep') {
      // `-WhatIf:$false`: a switch with a value.
      if (part.text.trim() !== ':') continue;
      parameter = last;
      if (last === 'whatif') isTrial = false;
    } else if (part.type === 'command_parameter') {
      last = fullName(part.text.toLowerCase().replace(/^-+/, '').replace(/:$/, ''));
      named.set(last, null);
      isTrial ||= last === 'whatif';
      parameter = switches.has(last) ? null : last;
    } else if (parameter !== null) {
      named.set(parameter, expandPowerShell(part, scope));
      parameter = null;
    } else positional.push(expandPowerShell(part, scope));
  }
  return { named, positional, isTrial };
}
