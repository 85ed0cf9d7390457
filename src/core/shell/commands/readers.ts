import type { CommandRules } from '../command';
import { sameFor } from '../command';
import type { ReadOptions } from '../options';
import { hasOption, readOptions, valuesOf } from '../options';
import type { Word } from '../word';
import { isAsked } from './editors';

/** What only prints, whatever its words are, or changes the shell alone. */
const printing =
  'echo true false test [ [[ : return exit break continue shift set unset read mapfile readarray getopts wait jobs fg bg kill ulimit umask hash times complete disown shopt pwd tr seq sleep printf';

const reading =
  'cat tac head tail wc rev cut paste comm diff colordiff sdiff cmp date whoami groups hostname uname arch du stat which type whereis basename dirname realpath readlink printenv help md5sum md5 sha1sum sha256sum sha512sum shasum cksum b2sum ping free uptime nproc lscpu getconf locale tput clear fold fmt expand unexpand numfmt factor expr bc bat batcat eza exa base32 zcat bzcat xzcat tty logname cal yes tsort look ldd addr2line otool dpkg-query pkg-config scc loc wslpath cygpath sw_vers system_profiler lsmod getent getfacl lsattr mktemp sync zipinfo';

/** Those whose `-o` says what is shown. */
const showing =
  'grep egrep fgrep zgrep ag ack ls ll dir vdir ps pgrep lsblk column lsof netstat ss od df nl nm size strings pr join last top tokei zless who w users id jq nslookup dig host stty readelf objdump vmstat iostat hexdump hd';

/** Programs that only read, and those that do unless they are told to write. */
export const readerCommands: CommandRules = {
  ...sameFor(printing, () => undefined),
  ...sameFor(reading, (command) => {
    const read = readOptions(command.args, { letters: 'o', long: ['output', 'pager'] });
    for (const word of valuesOf(read, 'o', 'output')) command.file(word);
    if (hasOption(read, 'o') || writesBesides(read)) command.unknown();
  }),
  ...sameFor(showing, (command) => {
    if (writesBesides(readOptions(command.args, { long: ['pager'] }))) command.unknown();
  }),
  history: (command) => {
    if (command.args.some(({ text, exact }) => !exact || /^-\w*[wa]/.test(text))) command.unknown();
  },
  file: (command) => {
    if (hasOption(readOptions(command.args, { letters: 'eFfmP' }), 'C', 'compile')) command.unknown();
  },
  cloc: (command) => {
    if (!command.args.every(({ text }) => isHarmlessForCloc(text))) command.unknown();
  },
  // Its programs can run commands.
  dc: (command) => {
    if (!isAsked(command)) command.unknown();
  },
  man: (command) => {
    if (hasOption(readOptions(command.args, { letters: 'CLmMsSeErRpP' }), 'P', 'pager', 'H', 'html', 'C', 'config-file')) command.unknown(); // prettier-ignore
  },
  more: (command) => {
    if (!command.args.every(isHarmlessForPager)) command.unknown();
  },
  rg: (command) => {
    if (hasOption(readOptions(command.args, { long: ['pre', 'hostname-bin'] }), 'pre', 'hostname-bin')) command.unknown(); // prettier-ignore
  },
  shuf: (command) => {
    const read = readOptions(command.args, { letters: 'oni', long: ['output', 'head-count', 'input-range', 'random-source'] }); // prettier-ignore
    if (read.unsure) command.unknown();
    for (const word of valuesOf(read, 'o', 'output')) command.file(word);
  },
  sort: (command) => {
    const read = readOptions(command.args, { letters: 'oktST', long: ['output', 'key', 'field-separator', 'random-source', 'buffer-size', 'temporary-directory', 'batch-size', 'parallel', 'files0-from'] }); // prettier-ignore
    if (read.unsure || hasOption(read, 'compress-program')) command.unknown();
    for (const word of valuesOf(read, 'o', 'output')) command.file(word);
  },
  uniq: (command) => {
    const output = readOptions(command.args, { letters: 'fsw', long: ['skip-fields', 'skip-chars', 'check-chars'] }).operands[1]; // prettier-ignore
    if (output !== undefined) command.file(output);
  },
  tree: (command) => {
    for (const word of valuesOf(readOptions(command.args, { letters: 'oLPI' }), 'o')) command.file(word);
  },
  less: (command) => {
    const read = readOptions(command.args, { letters: 'oOpkt', long: ['log-file', 'LOG-FILE'] });
    for (const word of valuesOf(read, 'o', 'O', 'log-file', 'LOG-FILE')) command.file(word);
    if (hasOption(read, 'k', 'lesskey-file', 'lesskey-src') || !command.args.every(isHarmlessForPager)) command.unknown(); // prettier-ignore
  },
  base64: (command) => {
    for (const word of valuesOf(readOptions(command.args, { letters: 'owbi', long: ['output', 'wrap'] }), 'o', 'output')) command.file(word); // prettier-ignore
  },
  gh: (command) => {
    const [topic, action] = readOptions(command.args).operands;
    const reads = /^(view|list|diff|checks|status|watch)$/.test(action?.text ?? '') && /^(pr|issue|run|repo|release|workflow|auth|label|gist)$/.test(topic?.text ?? ''); // prettier-ignore
    if (!reads && topic?.text !== 'search' && topic?.text !== 'api' && !isAsked(command)) command.unknown();
  },
  ...sameFor(
    'docker podman',
    bySubcommand(/^(ps|images|logs|inspect|version|info|top|stats|port|search|events|diff)$/),
  ),
  kubectl: (command) => {
    const read = readOptions(command.args, { long: ['output-directory'] });
    for (const word of valuesOf(read, 'output-directory')) command.tree(word);
    readsOfKubectl(command);
  },
  systemctl: bySubcommand(/^(status|list-units|show|is-active|is-enabled|cat)$/),
  ...sameFor('apt apt-cache brew', bySubcommand(/^(list|search|show|policy|info|depends|deps)$/)),
  ...sameFor('node nodejs deno tsx ts-node python python3 python2 php java javac rustc gcc clang make cmake tsc jest vitest pytest tox mvn gradle dotnet swift flutter dart composer bundle rake rails mix elixir erl lua R julia rustup nvm pyenv rbenv uv poetry conda mypy pylint flake8 pyright', (command) => { if (!isAsked(command)) command.unknown(); }), // prettier-ignore
};

function bySubcommand(reads: RegExp): CommandRules[string] {
  return (command) => {
    const [action] = readOptions(command.args).operands;
    if (!reads.test(action?.text ?? '') && !isAsked(command)) command.unknown();
  };
}

const readsOfKubectl = bySubcommand(/^(get|describe|logs|version|top|explain|api-resources|cluster-info)$/);

// A pager or a report that a word names.
function writesBesides(read: ReadOptions): boolean {
  const pagers = valuesOf(read, 'pager');
  return read.options.some(({ name, isLong }) => isLong && /^(out-?file|report-file)/.test(name)) || pagers.some(({ text }) => !/^(cat|less|never|)$/.test(text)); // prettier-ignore
}

// What follows a `+` is typed into the pager, which can run commands and save what it shows.
function isHarmlessForPager({ text, exact }: Word): boolean {
  return exact ? !text.startsWith('+') || /^\+(\d*[gGF]?|\/.*)$/.test(text) : !/^(\+|$)/.test(text);
}

function isHarmlessForCloc(text: string): boolean {
  return !text.startsWith('-') || /^--?(csv|json|yaml|xml|md|quiet|by-file|by-file-by-lang|by-percent|include-lang|exclude-lang|exclude-dir|include-ext|exclude-ext|match-[df]|not-match-[df]|fullpath|hide-rate|git|vcs=git|diff|version|help|timeout|processes)(=|$)/.test(text); // prettier-ignore
}
