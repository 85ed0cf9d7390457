import type { SyntaxNode } from '../syntax/syntaxNode';
import type { Command } from './command';
import { ruleFor } from './rules';
import type { Findings, Scope } from './scope';
import { positional } from './scope';
import type { Word } from './word';
import { plainWord } from './word';

/** What a command reads, as its rule sees it. */
export type CommandInput = Pick<Command, 'input' | 'isPiped'>;

/** Notes what a command writes; `words` begins with the program. */
export type RunCommand = (words: readonly Word[], scope: Scope, input: CommandInput) => void;

/** What runs the parts that are commands themselves. */
export interface Runner {
  readonly findings: Findings;
  /** Runs the text of a command in a scope. */
  runText(text: string, scope: Scope): void;
  /** Runs the body of a function. */
  runBody(body: SyntaxNode, scope: Scope): void;
}

/** Makes what runs the commands of bash: its own ones, functions, and programs by their rules. */
export function bashCommands(runner: Runner): RunCommand {
  const run: RunCommand = (words, scope, input) => {
    const [program, ...args] = words;
    if (program === undefined) return;
    if (!program.exact || program.glob !== null) runner.findings.unknown = true;
    else if (scope.functions.has(program.text)) callFunction(program.text, args, scope, runner);
    else if (!runBuiltin(program.text, args, scope, runner)) {
      const rule = ruleFor(program.text);
      if (rule === undefined) runner.findings.unknown = true;
      else rule(commandFor(args, scope, input, { ...runner, run }));
    }
  };
  return run;
}

/** Shows a command to its rule. */
export function commandFor(
  args: readonly Word[],
  scope: Scope,
  input: CommandInput,
  runner: Runner & { readonly run: RunCommand },
): Command {
  const { findings } = runner;
  return {
    args,
    ...input,
    file: (word) => findings.write(scope.cwd, word, 'file'),
    tree: (word) => findings.write(scope.cwd, word, 'tree'),
    treeFromTop: (word) => findings.writeFromTop(scope.cwd, word),
    copy: (place, name, kind = 'file') => findings.write(scope.cwd, place, kind, name),
    discard: () => findings.write(scope.cwd, plainWord('.'), 'worktree'),
    unknown: () => (findings.unknown = true),
    run: (words) => runner.run(words, otherProcess(scope), input),
    runInShell: (words, functions) => runInShell(words, functions, scope, input, runner),
    runText: (word) => runText(word, otherProcess(scope), runner),
    runLater: (word) => {
      const later = scope.fork();
      later.forget(null);
      runText(word, later, runner);
    },
    in: (folder) => {
      const inner = scope.fork();
      inner.enter(folder);
      return commandFor(args, inner, input, runner);
    },
  };
}

// It has no functions of this shell, and arguments of its own.
function otherProcess(scope: Scope): Scope {
  const other = scope.fork();
  other.functions.clear();
  other.forget(positional);
  return other;
}

function runInShell(
  words: readonly Word[],
  functions: 'functions' | 'noFunctions',
  scope: Scope,
  input: CommandInput,
  runner: Runner & { readonly run: RunCommand },
): void {
  const name = words[0]?.text ?? '';
  const hidden = functions === 'noFunctions' ? scope.functions.get(name) : undefined;
  if (hidden !== undefined) scope.functions.delete(name);
  runner.run(words, scope, input);
  if (hidden !== undefined) scope.functions.set(name, hidden);
}

function runText(word: Word, scope: Scope, runner: Runner): void {
  if (word.exact) runner.runText(word.text, scope);
  else runner.findings.unknown = true;
}

function callFunction(name: string, args: readonly Word[], scope: Scope, runner: Runner): void {
  const called = scope.functions.get(name);
  if (called === null || called === undefined) {
    runner.findings.unknown = true;
    scope.forget(null);
    return;
  }
  const inner = scope.fork();
  // What is not known may be several words, or none.
  const known = args.findIndex(({ exact, glob }) => !exact || glob !== null);
  for (const [index, at] of positional.entries()) inner.variables.set(at, known >= 0 && index > known ? null : (args[index] ?? null)); // prettier-ignore
  runner.runBody(called.body, inner);
  for (const at of positional) {
    const outer = scope.variables.get(at);
    if (outer === undefined) inner.variables.delete(at);
    else inner.variables.set(at, outer);
  }
  const { cwd } = inner;
  scope.mergeWith(inner);
  scope.cwd = cwd;
}

/** Does what changes the shell itself; returns whether the command was one that does nothing else. */
function runBuiltin(name: string, args: readonly Word[], scope: Scope, runner: Runner): boolean {
  const operands = args.filter(({ text }) => text === '-' || !text.startsWith('-'));
  switch (name) {
    case 'cd':
    case 'chdir':
      scope.enter(operands[0] ?? { text: scope.home, exact: true, glob: null });
      return true;
    case 'pushd':
    case 'popd':
      changeStack(name, args, scope);
      return true;
    case 'alias':
      // Whether a shell that is not interactive heeds it depends on its settings.
      for (const { text } of args) scope.functions.set(text.replace(/=.*$/s, ''), null);
      return true;
    case 'eval':
      evaluate(args, scope, runner);
      return true;
    case 'source':
    case '.':
      runner.findings.unknown = true;
      scope.forget(null);
      return true;
    case 'shift':
    case 'set':
      if (name === 'shift' || setsPositional(args)) scope.forget(positional);
      return true;
    case 'printf':
      if (args.some(({ text }) => text.startsWith('-v'))) forgetNamed(args, scope);
      return false;
    case 'read':
    case 'mapfile':
    case 'readarray':
    case 'getopts':
    case 'let':
    case 'wait':
    case 'unset':
    case 'export':
    case 'declare':
    case 'typeset':
    case 'local':
    case 'readonly':
      forgetNamed(args, scope);
      // What `mapfile -C` names is run.
      if (/^(mapfile|readarray)$/.test(name) && args.some(({ text }) => /^-\w*C/.test(text))) runner.findings.unknown = true; // prettier-ignore
      return true;
    case 'unalias':
      return true;
    default:
      return false;
  }
}

function changeStack(name: 'pushd' | 'popd', args: readonly Word[], scope: Scope): void {
  const isPlain = args.every(({ text }) => !/^[-+]./.test(text));
  if (name === 'popd') scope.pop();
  else scope.push(args[0]);
  if (!isPlain) scope.cwd = null;
}

function evaluate(args: readonly Word[], scope: Scope, runner: Runner): void {
  if (args.every(({ exact }) => exact)) return runner.runText(args.map(({ text }) => text).join(' '), scope);
  runner.findings.unknown = true;
  scope.forget(null);
}

// `set -e` and `set -o pipefail` leave the arguments alone.
function setsPositional(args: readonly Word[]): boolean {
  return args.some(({ text, exact }, index) => !exact || text === '--' || text === '-' || (/^[^-+]/.test(text) && !/^[-+]\w*o$/.test(args[index - 1]?.text ?? ''))); // prettier-ignore
}

function forgetNamed(args: readonly Word[], scope: Scope): void {
  if (!args.every(({ exact }) => exact)) return scope.forget(null);
  const names = args.flatMap(({ text }) => text.replace(/^-[a-zA-Z]/, ' ').match(/\w+/g) ?? []);
  scope.forget([...names, 'REPLY', 'MAPFILE', 'OPTARG', 'OPTIND']);
  for (const name of names) if (scope.functions.has(name)) scope.functions.set(name, null);
}
