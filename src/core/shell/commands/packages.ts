import type { Command, CommandRules } from '../command';
import { sameFor } from '../command';
import type { OptionSpec } from '../options';
import { hasOption, readOptions, valuesOf } from '../options';
import { plainWord } from '../word';
import type { Word } from '../word';
import { isAsked } from './editors';

/** Package managers, and what they run. */
export const packageCommands: CommandRules = {
  npm: (command) => manage(command, ['package.json', 'package-lock.json']),
  pnpm: (command) => manage(command, ['package.json', 'pnpm-lock.yaml']),
  yarn: (command) => manage(command, ['package.json', 'yarn.lock']),
  bun: (command) => manage(command, ['package.json', 'bun.lock', 'bun.lockb']),
  ...sameFor('npx bunx pnpx', (command) => runPackage(command, command.args)),
  ...sameFor('pip pip3', (command) => {
    const [action] = readOptions(command.args).operands;
    if (!isAsked(command) && !/^(install|uninstall|list|show|freeze|check|index|cache|config|help)$/.test(action?.text ?? '')) command.unknown(); // prettier-ignore
    if (action?.text === 'install' && hasOption(readOptions(command.args), 'e', 'editable', 't', 'target')) command.unknown(); // prettier-ignore
  }),
  cargo: (command) => {
    const [action, ...rest] = readOptions(command.args).operands;
    if (isAsked(command) || /^(tree|search|info|help|version)$/.test(action?.text ?? '')) return;
    if (/^(add|remove|rm)$/.test(action?.text ?? ''))
      return writeNamed(command, ['Cargo.toml', 'Cargo.lock']);
    if (/^(update|generate-lockfile)$/.test(action?.text ?? '')) return writeNamed(command, ['Cargo.lock']);
    if (action?.text === 'fmt' && hasOption(readOptions(command.args), 'check')) return;
    if (action?.text === 'fmt' && rest.length === 0) return command.tree(plainWord('.'));
    command.unknown();
  },
  go: (command) => {
    const [action, second] = readOptions(command.args).operands;
    if (isAsked(command) || /^(version|env|list|doc|vet|help)$/.test(action?.text ?? '')) return;
    if (action?.text === 'get' || (action?.text === 'mod' && /^(tidy|edit|init)$/.test(second?.text ?? ''))) return writeNamed(command, ['go.mod', 'go.sum']); // prettier-ignore
    if (action?.text === 'fmt') return command.tree(plainWord('.'));
    command.unknown();
  },
};

const reading =
  /^(ls|list|view|info|show|outdated|whoami|help|get|root|bin|prefix|ping|search|explain|why|-v|licenses|fund|doctor)$/;
const changing = /^(install|i|in|add|ci|remove|rm|r|un|uninstall|unlink|update|up|upgrade|dedupe|prune)$/;

function manage(command: Command, files: readonly string[]): void {
  const spec: OptionSpec = {
    letters: 'Cw',
    long: ['prefix', 'dir', 'cwd', 'workspace', 'filter'],
    leading: true,
  };
  const read = readOptions(command.args, spec);
  const [action, ...rest] = read.operands;
  const folder = valuesOf(read, 'C', 'prefix', 'dir', 'cwd')[0];
  const at = folder === undefined ? command : command.in(folder);
  if (isAsked(command) || (action === undefined && hasOption(read, 'version', 'v', 'help'))) return;
  if (action === undefined || changing.test(action.text)) writeNamed(at, files);
  // It installs, and what is installed may run what it likes.
  if (action === undefined) return command.unknown();
  if (reading.test(action.text)) return;
  if (changing.test(action.text)) return scripts(at, action, rest);
  if (/^(exec|x|dlx)$/.test(action.text)) return runPackage(at, withoutDashes(rest));
  if (action.text === 'config' && /^(get|list|ls)$/.test(rest[0]?.text ?? '')) return;
  if (action.text === 'audit' && rest.length === 0) return;
  if (read.unsure || !knownTools.has(action.text)) return command.unknown();
  at.run([action, ...rest]);
}

// `yarn prettier --write a.ts` is a tool, should there be no script of that name.
const knownTools: ReadonlySet<string> = new Set(
  'prettier eslint biome rimraf stylelint rome dprint'.split(' '),
);

// A package may run what it likes when it is installed.
function scripts(command: Command, action: Word, rest: readonly Word[]): void {
  const isPlain = /^(remove|rm|r|un|uninstall)$/.test(action.text) || rest.some(({ text }) => text === '--ignore-scripts' || text === '--package-lock-only'); // prettier-ignore
  if (!isPlain) command.unknown();
}

function writeNamed(command: Command, files: readonly string[]): void {
  for (const file of files) command.file(plainWord(file));
}

// `npm exec prettier -- --write a.ts`: the dashes are for npm.
function withoutDashes(args: readonly Word[]): readonly Word[] {
  const at = args.findIndex(({ text }) => text === '--');
  return at < 0 ? args : [...args.slice(0, at), ...args.slice(at + 1)];
}

function runPackage(command: Command, args: readonly Word[]): void {
  const read = readOptions(args, { letters: 'pc', long: ['package', 'call'], leading: true });
  for (const text of valuesOf(read, 'c', 'call')) command.runText(text);
  if (read.unsure) command.unknown();
  const [program, ...rest] = read.operands;
  if (program !== undefined)
    command.run([{ ...program, text: program.text.replace(/(?<=.)@[^/]*$/, '') }, ...rest]);
}
