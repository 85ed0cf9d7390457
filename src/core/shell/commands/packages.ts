import type { Command, CommandRules } from '../command';
import { sameFor } from '../command';
import type { OptionSpec, ReadOptions } from '../options';
import { hasOption, readOptions, valuesOf } from '../options';
import { plainWord } from '../word';
import type { Word } from '../word';
import { isAsked } from './editors';

/** Package managers, and what they run. */
export const packageCommands: CommandRules = {
  npm: (command) => manage(command, ['package-lock.json']),
  pnpm: (command) => manage(command, ['pnpm-lock.yaml']),
  yarn: (command) => manage(command, ['yarn.lock']),
  bun: (command) => manage(command, ['bun.lock', 'bun.lockb']),
  ...sameFor('npx bunx pnpx', (command) => runPackage(command, command.args)),
  ...sameFor('pip pip3', (command) => {
    const [action] = readOptions(command.args, pipSpec).operands;
    if (!isAsked(command) && !/^(install|uninstall|list|show|freeze|check|index|cache|config|help)$/.test(action?.text ?? '')) command.unknown(); // prettier-ignore
    if (action?.text === 'install') installPython(command);
  }),
  cargo: (command) => {
    const [action, ...rest] = readOptions(command.args).operands;
    if (isAsked(command) || /^(tree|search|info|help|version)$/.test(action?.text ?? '')) return;
    if (/^(add|remove|rm)$/.test(action?.text ?? ''))
      return writeNamed(command, ['Cargo.toml', 'Cargo.lock']);
    if (/^(update|generate-lockfile)$/.test(action?.text ?? '')) return writeNamed(command, ['Cargo.lock']);
    if (action?.text === 'fmt' && (hasOption(readOptions(command.args), 'check') || rest.some(({ text }) => text === '--check'))) return; // prettier-ignore
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
const installing = /^(install|i|in|ins|inst|isntall|add|ci|ic|clean-install|install-clean|remove|rm|r|un|uninstall|unlink|update|up|upgrade|dedupe|ddp|prune)$/; // prettier-ignore
/** Those that install just what the lock file says. */
const clean = /^(ci|ic|clean-install|install-clean)$/;
const removing = /^(remove|rm|r|un|uninstall|unlink)$/;

const installSpec: OptionSpec = {
  letters: 'Cw',
  long: ['prefix', 'dir', 'cwd', 'workspace', 'filter', 'registry', 'tag', 'omit', 'include', 'loglevel', 'cache', 'network-timeout', 'reporter', 'mode'], // prettier-ignore
};

function manage(command: Command, locks: readonly string[]): void {
  const read = readOptions(command.args, { ...installSpec, leading: true });
  const [action, ...rest] = read.operands;
  const folder = valuesOf(read, 'C', 'prefix', 'dir', 'cwd')[0];
  const at = folder === undefined ? command : command.in(folder);
  if (isAsked(command) || (action === undefined && hasOption(read, 'version', 'v', 'help'))) return;
  if (action === undefined || installing.test(action.text)) return install(command, locks);
  if (reading.test(action.text)) return;
  if (/^(exec|x|dlx)$/.test(action.text)) return runPackage(at, withoutDashes(rest));
  if (action.text === 'config' && /^(get|list|ls)$/.test(rest[0]?.text ?? '')) return;
  if (action.text === 'audit' && rest.length === 0) return;
  if (read.unsure || !knownTools.has(action.text)) return command.unknown();
  at.run([action, ...rest]);
}

// Only what is added, removed or updated by its name is written into the manifest too.
function install(command: Command, locks: readonly string[]): void {
  const read = readOptions(command.args, installSpec);
  const [action, ...named] = read.operands;
  const isSet = (...names: string[]): boolean => read.options.some(({ name, value }) => names.includes(name) && value?.text !== 'false'); // prettier-ignore
  if (read.unsure) command.unknown();
  if (isSet('dry-run', 'help', 'h')) return;
  // What is installed may run what it likes.
  if (!removing.test(action?.text ?? '') && !isSet('ignore-scripts', 'package-lock-only')) command.unknown();
  const keepsLock = isSet('frozen-lockfile', 'immutable', 'pure-lockfile', 'no-save', 'no-lockfile', 'g', 'global') || clean.test(action?.text ?? ''); // prettier-ignore
  if (keepsLock || isNo(read, 'save')) return;
  const folder = valuesOf(read, 'C', 'prefix', 'dir', 'cwd')[0];
  const at = folder === undefined ? command : command.in(folder);
  const isManifest = named.length > 0 || /^up/.test(action?.text ?? '');
  writeNamed(at, [...(isManifest ? ['package.json'] : []), ...(isSet('no-package-lock') ? [] : locks)]);
}

function isNo(read: ReadOptions, option: string): boolean {
  return valuesOf(read, option).some(({ text }) => text === 'false');
}

// `yarn prettier --write a.ts` is a tool, should there be no script of that name.
const knownTools: ReadonlySet<string> = new Set(
  'prettier eslint biome rimraf stylelint rome dprint'.split(' '),
);

const pipSpec: OptionSpec = {
  letters: 'rcifet',
  long: ['requirement', 'constraint', 'index-url', 'extra-index-url', 'find-links', 'editable', 'target', 'log', 'report', 'prefix', 'root', 'cache-dir', 'proxy', 'timeout', 'retries', 'python-version', 'platform'], // prettier-ignore
};

// What is built from a folder is built in it.
function installPython(command: Command): void {
  const read = readOptions(command.args, pipSpec);
  for (const word of valuesOf(read, 'log', 'report')) if (word.text !== '-') command.file(word);
  const isBuilt = read.operands.slice(1).some(({ text }) => /^\.|[/\\]/.test(text));
  if (read.unsure || isBuilt || hasOption(read, 'e', 'editable', 't', 'target', 'prefix', 'root')) command.unknown(); // prettier-ignore
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
