import type { CommandRules } from '../command';
import { sameFor } from '../command';
import { hasOption, readOptions, valuesOf } from '../options';
import { isAsked } from './editors';

const readOnly =
  'cat tac ls ll dir vdir grep egrep fgrep zgrep ag ack head tail wc nl tr rev cut paste join comm diff colordiff sdiff cmp echo printf true false test [ [[ pwd date whoami id groups hostname uname arch ps pgrep top df du stat file which type whereis basename dirname realpath readlink seq sleep wait jobs fg bg kill printenv more man help md5sum md5 sha1sum sha256sum sha512sum shasum cksum b2sum od hexdump hd strings jq lsof netstat ss ping dig nslookup host free uptime nproc lscpu lsblk getconf locale tput clear history column fold fmt expand unexpand pr numfmt factor expr bc dc bat batcat eza exa base32 zcat bzcat xzcat zless hash times umask ulimit return exit break continue shift : set shopt unset read mapfile readarray let getopts complete disown tty stty logname users who w last cal yes tsort ptx look ldd nm objdump readelf size addr2line otool dpkg-query pkg-config cloc tokei scc loc wslpath cygpath sw_vers system_profiler lsmod vmstat iostat getent getfacl lsattr mktemp sync zipinfo';

/** Programs that only read, and those that do unless they are told to write. */
export const readerCommands: CommandRules = {
  ...sameFor(readOnly, () => undefined),
  rg: (command) => {
    if (hasOption(readOptions(command.args, { long: ['pre', 'hostname-bin'] }), 'pre', 'hostname-bin')) command.unknown(); // prettier-ignore
  },
  ...sameFor('sort shuf', (command) => {
    const read = readOptions(command.args, { letters: 'oktSTn', long: ['output', 'key', 'field-separator', 'random-source'] }); // prettier-ignore
    if (read.unsure || hasOption(read, 'compress-program')) command.unknown();
    for (const word of valuesOf(read, 'o', 'output')) command.file(word);
  }),
  uniq: (command) => {
    const output = readOptions(command.args, { letters: 'fsw', long: ['skip-fields', 'skip-chars', 'check-chars'] }).operands[1]; // prettier-ignore
    if (output !== undefined) command.file(output);
  },
  tree: (command) => {
    for (const word of valuesOf(readOptions(command.args, { letters: 'oLPI' }), 'o')) command.file(word);
  },
  less: (command) => {
    for (const word of valuesOf(readOptions(command.args, { letters: 'oOpkt' }), 'o', 'O'))
      command.file(word);
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
  kubectl: bySubcommand(/^(get|describe|logs|version|top|explain|api-resources|cluster-info)$/),
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
