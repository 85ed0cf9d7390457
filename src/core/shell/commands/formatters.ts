import type { Command, CommandRule, CommandRules } from '../command';
import { sameFor } from '../command';
import type { OptionSpec } from '../options';
import { hasOption, readOptions, valuesOf } from '../options';
import type { Word } from '../word';
import { globWord, plainWord } from '../word';
import { isAsked } from './editors';

/** Formatters, which rewrite the files that they are given. */
export const formatterCommands: CommandRules = {
  prettier: formatter({ when: ['write', 'w'], spec: { long: ['config', 'plugin', 'parser', 'ignore-path', 'print-width', 'log-level'] } }), // prettier-ignore
  ...sameFor('eslint stylelint', formatter({ when: ['fix'], otherwise: '.', doubtful: ['cache', 'init', 'suppress-all', 'suppress-rule', 'prune-suppressions'], spec: { letters: 'cof', long: ['config', 'output-file', 'format', 'ext', 'rule', 'max-warnings', 'ignore-pattern', 'cache-location', 'cache-file', 'plugin', 'parser', 'global', 'env', 'resolve-plugins-relative-to'] }, output: ['o', 'output-file', 'cache-location', 'cache-file'] })), // prettier-ignore
  black: formatter({ unless: ['check', 'diff'], spec: { letters: 'lct', long: ['line-length', 'config', 'target-version'] } }), // prettier-ignore
  isort: formatter({ unless: ['check', 'check-only', 'c', 'diff', 'd'], spec: { long: ['profile'] } }),
  autopep8: formatter({ when: ['i', 'in-place'] }),
  ...sameFor('gofmt goimports gofumpt', formatter({ when: ['w'], spec: { letters: 'r', long: ['local'] } })),
  rustfmt: formatter({ unless: ['check'], spec: { long: ['edition', 'config', 'config-path'] } }),
  // Its options have one dash and several letters.
  'clang-format': (command) => {
    const isInPlace = command.args.some(({ text }) => /^--?i$/.test(text));
    if (isInPlace)
      writeAll(command, command.args.filter(({ text }) => !text.startsWith('-'))); // prettier-ignore
    else if (command.args.some(({ text, exact }) => !exact && /^(-|$)/.test(text))) command.unknown();
  },
  shfmt: formatter({ when: ['w'], spec: { letters: 'i' } }),
  dprint: (command) => {
    if (command.args[0]?.text !== 'check') command.unknown();
  },
  ruff: checker(true),
  ...sameFor('biome rome', checker(false)),
};

function checker(isRuff: boolean): CommandRule {
  return (command) => {
    const [action, ...rest] = command.args;
    const read = readOptions(rest, { letters: 'o', long: ['config', 'select', 'ignore', 'line-length', 'output-file', 'output-format', 'reporter', 'max-diagnostics', 'config-path', 'target-version'] }); // prettier-ignore
    if (isAsked(command)) return;
    for (const word of read.options.flatMap(({ name, value }) => (name === 'o' || name === 'output-file' ? (value ?? []) : []))) command.file(word); // prettier-ignore
    const isFormat = action?.text === 'format' && isRuff && !hasOption(read, 'check', 'diff');
    const rewrites = isFormat || hasOption(read, 'fix', 'fix-only', 'write', 'apply', 'apply-unsafe', 'unsafe-fixes', 'add-noqa'); // prettier-ignore
    if (!/^(check|format|lint)$/.test(action?.text ?? '') || read.unsure) return command.unknown();
    if (!rewrites) return;
    writeAll(command, read.operands.length > 0 ? read.operands : [plainWord('.')]);
  };
}

interface FormatterSpec {
  /** It writes only with one of these options. */
  readonly when?: readonly string[];
  /** It does not write with any of these. */
  readonly unless?: readonly string[];
  readonly spec?: OptionSpec;
  /** What it rewrites where it is given nothing. */
  readonly otherwise?: string;
  /** Options with which it writes besides. */
  readonly doubtful?: readonly string[];
  /** Options that name a file for its report. */
  readonly output?: readonly string[];
}

function formatter({
  when,
  unless = [],
  spec = {},
  output = [],
  otherwise,
  doubtful = [],
}: FormatterSpec): CommandRule {
  return (command: Command) => {
    const read = readOptions(command.args, spec);
    if (isAsked(command)) return;
    for (const word of valuesOf(read, ...output)) command.file(word);
    if (read.unsure || hasOption(read, ...doubtful)) command.unknown();
    if (hasOption(read, ...unless) || (when !== undefined && !hasOption(read, ...when))) return;
    writeAll(
      command,
      read.operands.length === 0 && otherwise !== undefined ? [plainWord(otherwise)] : read.operands,
    );
  };
}

// They look for files by globs themselves; what one leaves out begins with `!`.
function writeAll(command: Command, operands: readonly Word[]): void {
  for (const word of operands) if (!word.text.startsWith('!')) command.tree(globWord(word));
}
