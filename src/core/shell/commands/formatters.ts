import type { Command, CommandRule, CommandRules } from '../command';
import { sameFor } from '../command';
import type { OptionSpec } from '../options';
import { hasOption, readOptions } from '../options';
import type { Word } from '../word';
import { globWord, plainWord } from '../word';
import { isAsked } from './editors';

/** Formatters, which rewrite the files that they are given. */
export const formatterCommands: CommandRules = {
  prettier: formatter({ when: ['write', 'w'], spec: { long: ['config', 'plugin', 'parser', 'ignore-path', 'print-width', 'log-level'] } }), // prettier-ignore
  ...sameFor('eslint stylelint', formatter({ when: ['fix'], spec: { letters: 'cof', long: ['config', 'output-file', 'format', 'ext', 'rule', 'max-warnings', 'ignore-pattern'] }, output: ['o', 'output-file'] })), // prettier-ignore
  black: formatter({ unless: ['check', 'diff'], spec: { letters: 'lct', long: ['line-length', 'config', 'target-version'] } }), // prettier-ignore
  isort: formatter({ unless: ['check', 'check-only', 'c', 'diff', 'd'], spec: { long: ['profile'] } }),
  autopep8: formatter({ when: ['i', 'in-place'] }),
  ...sameFor('gofmt goimports gofumpt', formatter({ when: ['w'], spec: { letters: 'r', long: ['local'] } })),
  rustfmt: formatter({ unless: ['check'], spec: { long: ['edition', 'config', 'config-path'] } }),
  'clang-format': formatter({ when: ['i'] }),
  shfmt: formatter({ when: ['w'], spec: { letters: 'i' } }),
  dprint: (command) => {
    if (command.args[0]?.text !== 'check') command.unknown();
  },
  ...sameFor('ruff biome rome', (command) => {
    const [action, ...rest] = command.args;
    const read = readOptions(rest, { long: ['config', 'select', 'ignore', 'line-length'] });
    if (isAsked(command)) return;
    const isFormat = action?.text === 'format' && !hasOption(read, 'check', 'diff');
    const rewrites = isFormat || hasOption(read, 'fix', 'write', 'apply', 'unsafe-fixes');
    if (!/^(check|format|lint)$/.test(action?.text ?? '') || read.unsure) return command.unknown();
    if (!rewrites) return;
    writeAll(command, read.operands.length > 0 ? read.operands : [plainWord('.')]);
  }),
};

interface FormatterSpec {
  /** It writes only with one of these options. */
  readonly when?: readonly string[];
  /** It does not write with any of these. */
  readonly unless?: readonly string[];
  readonly spec?: OptionSpec;
  /** Options that name a file for its report. */
  readonly output?: readonly string[];
}

function formatter({ when, unless = [], spec = {}, output = [] }: FormatterSpec): CommandRule {
  return (command: Command) => {
    const read = readOptions(command.args, spec);
    if (isAsked(command)) return;
    for (const { name, value } of read.options)
      if (output.includes(name) && value !== null) command.file(value);
    if (read.unsure) command.unknown();
    if (hasOption(read, ...unless) || (when !== undefined && !hasOption(read, ...when))) return;
    writeAll(command, read.operands);
  };
}

// They look for files by globs themselves; what one leaves out begins with `!`.
function writeAll(command: Command, operands: readonly Word[]): void {
  for (const word of operands) if (!word.text.startsWith('!')) command.tree(globWord(word));
}
