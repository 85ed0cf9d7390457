import type { Command, CommandRule, CommandRules } from '../command';
import { sameFor } from '../command';
import type { Option } from '../options';
import { hasOption, readOptions, valuesOf } from '../options';
import { baseName } from '../paths';
import { plainWord } from '../word';
import type { Word } from '../word';
import { writePatched } from './editors';
import { writePathspecs } from './pathspecs';

/** git, whose commands write in the worktree, in its own folder, or nothing. */
export const gitCommands: CommandRules = { git: (command) => runGit(command) };

function runGit(command: Command): void {
  const read = readOptions(command.args, { letters: 'Cc', long: ['work-tree', 'git-dir', 'namespace', 'exec-path', 'config-env'], leading: true }); // prettier-ignore
  const [name, ...args] = read.operands;
  if (read.unsure || read.options.some(runsPrograms)) command.unknown();
  if (name === undefined) return;
  const folder = [...valuesOf(read, 'C'), ...valuesOf(read, 'work-tree')];
  const at = folder.reduce<Command>((place, word) => place.in(word), command);
  const rule = name.exact && Object.hasOwn(rules, name.text) ? rules[name.text] : undefined;
  if (rule === undefined) command.unknown();
  else rule({ ...at, args });
}

// A setting can name a program: an alias, a pager, a file system monitor.
function runsPrograms({ name, value }: Option): boolean {
  return name === 'config-env' || (name === 'c' && !/^(user\.|core\.(quotepath|pager=(cat)?$|autocrlf|filemode)|color\.|diff\.(renames|algorithm)|log\.|commit\.gpgsign|init\.|advice\.)/i.test(value?.text ?? '')); // prettier-ignore
}

const anything: CommandRule = (command) => command.unknown();

const discarding: CommandRule = (command) => {
  command.discard();
  command.unknown();
};

// Changes what is in its own folder at most; a hook of a commit is the user's own.
const withoutFiles =
  'add annotate blame branch cat-file check-attr check-ignore cherry commit commit-tree count-objects describe diff-files diff-index diff-tree fetch for-each-ref fsck gc hash-object help log ls-files ls-remote ls-tree maintenance merge-base merge-tree mktree name-rev notes pack-refs prune push range-diff reflog remote repack rev-list rev-parse shortlog show show-branch show-ref stage status symbolic-ref tag update-ref var verify-commit verify-pack verify-tag version whatchanged write-tree diff';

const rules: CommandRules = {
  ...sameFor(withoutFiles, (command) => {
    const read = readOptions(command.args, { long: ['output'] });
    for (const word of valuesOf(read, 'output')) command.file(word);
    // Programs that it runs here or there.
    if (hasOption(read, 'open-files-in-pager', 'ext-diff', 'upload-pack', 'receive-pack', 'exec')) command.unknown(); // prettier-ignore
  }),
  grep: (command) => {
    if (hasOption(readOptions(command.args, { letters: 'efmABC' }), 'O', 'open-files-in-pager')) command.unknown(); // prettier-ignore
  },
  config: (command) => {
    const read = readOptions(command.args, { letters: 'f', long: ['file'] });
    for (const word of valuesOf(read, 'f', 'file')) command.file(word);
  },
  ...sameFor('pull bisect submodule filter-branch sparse-checkout lfs', anything),
  ...sameFor('read-tree checkout-index', discarding),
  ...sameFor('merge rebase cherry-pick revert am', (command) => {
    // To begin it refuses where it would lose changes; to give up resets.
    if (hasOption(readOptions(command.args), 'abort', 'skip')) command.discard();
    command.unknown();
  }),
  switch: (command) => {
    if (hasOption(readOptions(command.args), 'f', 'force', 'discard-changes')) command.discard();
    command.unknown();
  },
  checkout: (command) => {
    const end = command.args.findIndex(({ text }) => text === '--');
    const read = readOptions(end < 0 ? command.args : command.args.slice(0, end), { letters: 'bB', long: ['orphan', 'pathspec-from-file'] }); // prettier-ignore
    const isNew = hasOption(read, 'b', 'B', 'orphan', 'd', 'detach', 't', 'track');
    const [first] = read.operands;
    const paths = end >= 0 ? command.args.slice(end + 1) : isNew ? [] : read.operands.filter((word, index) => index > 0 || isPlace(word)); // prettier-ignore
    writePathspecs(command, paths);
    if (paths.length > 0 && (end >= 0 || first === undefined || (isPlace(first) && !/^:\/./.test(first.text)))) return; // prettier-ignore
    // `git checkout name` may mean a branch or a file.
    if (!isNew || hasOption(read, 'f', 'force')) command.discard();
    command.unknown();
  },
  restore: (command) => {
    const read = readOptions(command.args, {
      letters: 'sU',
      long: ['source', 'pathspec-from-file', 'conflict'],
    });
    if (hasOption(read, 'S', 'staged') && !hasOption(read, 'W', 'worktree')) return;
    if (read.unsure || read.operands.length === 0) discarding(command);
    writePathspecs(command, read.operands);
  },
  reset: (command) => {
    const read = readOptions(command.args);
    if (read.unsure || hasOption(read, 'hard', 'merge', 'keep')) discarding(command);
  },
  stash: (command) => {
    const [action] = command.args;
    if (!/^(list|show|drop|clear|create|store)$/.test(action?.text ?? '')) discarding(command);
  },
  apply: (command) => {
    const read = readOptions(command.args, {
      letters: 'pC',
      long: ['directory', 'exclude', 'include', 'whitespace'],
    });
    if (hasOption(read, 'check', 'stat', 'numstat', 'summary', 'cached') && !hasOption(read, 'apply', 'index')) return; // prettier-ignore
    const [place] = valuesOf(read, 'directory');
    if (read.operands.some(({ text }) => text !== '-')) return command.unknown();
    writePatched(
      place === undefined ? command : command.in(place),
      Number(valuesOf(read, 'p')[0]?.text ?? 1),
    );
  },
  clean: (command) => {
    const read = readOptions(command.args, { letters: 'e', long: ['exclude'] });
    if (hasOption(read, 'n', 'dry-run')) return;
    writePathspecs(command, read.operands.length === 0 ? [plainWord('.')] : read.operands);
  },
  mv: (command) => {
    const words = readOptions(command.args).operands;
    const place = words.at(-1);
    for (const word of words.slice(0, -1)) {
      command.tree(word);
      if (place !== undefined) command.copy(place, baseName(word.text), 'tree');
    }
  },
  rm: (command) => {
    const read = readOptions(command.args);
    if (hasOption(read, 'cached', 'n', 'dry-run')) return;
    if (read.unsure || read.operands.length === 0) discarding(command);
    writePathspecs(command, read.operands);
  },
  worktree: (command) => {
    const [action, ...rest] = command.args;
    if (/^(list|lock|unlock|prune|repair)$/.test(action?.text ?? '')) return;
    const [place] = readOptions(rest, { letters: 'bB', long: ['reason', 'orphan'] }).operands;
    if (place === undefined || action?.text === 'move') command.unknown();
    else command.tree(place);
  },
  archive: (command) => {
    const read = readOptions(command.args, { letters: 'o', long: ['output', 'format', 'prefix', 'remote'] });
    for (const word of valuesOf(read, 'o', 'output')) command.file(word);
  },
  bundle: (command) => {
    const [action, file] = command.args;
    if (action?.text === 'create' && file !== undefined) command.file(file);
  },
  ...sameFor('clone init', (command) => {
    const named = readOptions(command.args, { letters: 'bocju', long: ['branch', 'depth', 'origin', 'template', 'separate-git-dir', 'config', 'reference', 'initial-branch'] }).operands; // prettier-ignore
    const place = named[1];
    if (place === undefined) command.unknown();
    else command.tree(place);
  }),
  'format-patch': (command) => {
    if (!hasOption(readOptions(command.args), 'stdout')) command.unknown();
  },
};

/** What is no branch's name for sure. */
function isPlace({ text, glob }: Word): boolean {
  return glob !== null || /^\.{1,2}(\/|$)|\/$|^:|[*?[]/.test(text);
}
