import type { SyntaxNode } from '../syntax/syntaxNode';
import type { Command } from './command';
import { ruleFor } from './rules';
import type { Findings, Scope } from './scope';
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
    else if (!runBuiltin(program.text, args, scope)) {
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
    run: (words) => runner.run(words, scope.fork(), input),
    runText: (word) => {
      if (word.exact) runner.runText(word.text, scope.fork());
      else findings.unknown = true;
    },
    in: (folder) => {
      const inner = scope.fork();
      inner.enter(folder);
      return commandFor(args, inner, input, runner);
    },
  };
}

function callFunction(name: string, args: readonly Word[], scope: Scope, runner: Runner): void {
  const called = scope.functions.get(name);
  if (called === null || called === undefined) {
    runner.findings.unknown = true;
    return;
  }
  const inner = scope.fork();
  for (let index = 1; index <= 9; index++) inner.variables.set(String(index), args[index - 1] ?? null);
  runner.runBody(called.body, inner);
  const { cwd } = inner;
  scope.mergeWith(inner);
  scope.cwd = cwd;
}

/** Does what changes the shell itself; returns whether the command was one that does. */
function runBuiltin(name: string, args: readonly Word[], scope: Scope): boolean {
  const operands = args.filter(({ text }) => text === '-' || !text.startsWith('-'));
  switch (name) {
    case 'cd':
    case 'chdir':
      scope.enter(operands[0] ?? { text: scope.home, exact: true, glob: null });
      return true;
    case 'pushd':
      scope.push(operands[0]);
      return true;
    case 'popd':
      scope.pop();
      return true;
    case 'alias':
      // Whether a shell that is not interactive heeds it depends on its settings.
      for (const { text } of args) scope.functions.set(text.replace(/=.*$/s, ''), null);
      return true;
    case 'read':
    case 'mapfile':
    case 'readarray':
    case 'getopts':
    case 'let':
    case 'printf':
      for (const { text } of args) if (/^\w+$/.test(text)) scope.variables.set(text, null);
      return name !== 'printf';
    case 'unalias':
      return true;
    default:
      return false;
  }
}
