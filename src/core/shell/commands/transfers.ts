import type { CommandRules } from '../command';
import { sameFor } from '../command';
import { hasOption, readOptions, valuesOf } from '../options';
import { baseName } from '../paths';
import { plainWord } from '../word';

/** Programs that fetch files, pack and unpack them. */
export const transferCommands: CommandRules = {
  curl: (command) => {
    const read = readOptions(command.args, { letters: 'oXHdFubcDATemwxKyYzCEPrUQt', long: ['output', 'request', 'header', 'data', 'data-raw', 'data-binary', 'form', 'user', 'cookie', 'cookie-jar', 'dump-header', 'user-agent', 'max-time', 'write-out', 'proxy', 'config', 'url', 'trace', 'trace-ascii', 'output-dir', 'retry', 'connect-timeout', 'cacert', 'json', 'stderr', 'etag-save', 'etag-compare', 'libcurl', 'hsts', 'alt-svc', 'ssl-sessions'] }); // prettier-ignore
    const [folder] = valuesOf(read, 'output-dir');
    const at = folder === undefined ? command : command.in(folder);
    for (const word of valuesOf(read, 'o', 'output')) if (word.text !== '-') at.file(word);
    for (const word of valuesOf(read, 'c', 'cookie-jar', 'D', 'dump-header', 'trace', 'trace-ascii', 'stderr', 'etag-save', 'libcurl', 'hsts', 'alt-svc', 'ssl-sessions')) if (word.text !== '-') command.file(word); // prettier-ignore
    // What it prints at its end may go to a file: `%output{name}`.
    const isToFile = valuesOf(read, 'w', 'write-out').some(({ text, exact }) => !exact || /^@|%output\{/.test(text)); // prettier-ignore
    if (
      read.unsure ||
      isToFile ||
      hasOption(read, 'K', 'config', 'J', 'remote-header-name', 'remote-name-all')
    )
      command.unknown();
    if (!hasOption(read, 'O', 'remote-name')) return;
    for (const url of [...read.operands, ...valuesOf(read, 'url')]) {
      const name = baseName(url.text.replace(/[?#].*$/, ''));
      if (!url.exact || url.glob !== null || name === '') command.unknown();
      else at.file(plainWord(name));
    }
  },
  wget: (command) => {
    const read = readOptions(command.args, { letters: 'OoaPUeiTtQ', long: ['output-document', 'output-file', 'append-output', 'directory-prefix', 'header', 'user-agent'] }); // prettier-ignore
    const outputs = valuesOf(read, 'O', 'output-document');
    for (const word of [...outputs, ...valuesOf(read, 'o', 'a', 'output-file', 'append-output')]) if (word.text !== '-') command.file(word); // prettier-ignore
    if (
      read.unsure ||
      hasOption(read, 'e', 'execute', 'save-cookies', 'warc-file', 'rejected-log', 'config', 'hsts-file') ||
      (outputs.length === 0 && !hasOption(read, 'spider', 'version', 'help'))
    )
      command.unknown();
  },
  ...sameFor('tar gtar bsdtar', (command) => {
    const [first, ...rest] = command.args;
    // `tar xzf a.tgz`: the first word may lack its dash.
    const dashed = first !== undefined && /^[a-zA-Z]+$/.test(first.text) ? [{ ...first, text: `-${first.text}` }, ...rest] : command.args; // prettier-ignore
    const read = readOptions(dashed, { letters: 'fCTXbIHgKLNV', long: ['file', 'directory', 'exclude', 'files-from', 'strip-components', 'transform', 'use-compress-program', 'to-command', 'checkpoint-action'] }); // prettier-ignore
    const place = valuesOf(read, 'C', 'directory')[0] ?? plainWord('.');
    if (read.unsure || hasOption(read, 'to-command', 'checkpoint-action', 'I', 'use-compress-program', 'P', 'absolute-names', 'remove-files', 'g', 'listed-incremental', 'F', 'info-script', 'new-volume-script', 'index-file', 'volno-file', 'rsh-command')) command.unknown(); // prettier-ignore
    if (hasOption(read, 't', 'list') || hasOption(read, 'version', 'help')) return;
    if (hasOption(read, 'x', 'extract', 'get')) {
      if (!hasOption(read, 'O', 'to-stdout')) command.tree(place);
    } else for (const word of valuesOf(read, 'f', 'file')) if (word.text !== '-') command.file(word);
  }),
  unzip: (command) => {
    const read = readOptions(command.args, { letters: 'dx' });
    if (!hasOption(read, 'l', 'p', 't', 'Z', 'v', 'z', 'c'))
      command.tree(valuesOf(read, 'd')[0] ?? plainWord('.'));
  },
  zip: (command) => {
    const read = readOptions(command.args, { letters: 'xibtn' });
    const [archive] = read.operands;
    if (hasOption(read, 'm')) command.unknown();
    if (archive === undefined) command.unknown();
    else if (archive.text !== '-') command.file(/\.\w+$/.test(archive.text) ? archive : { ...archive, text: `${archive.text}.zip` }); // prettier-ignore
  },
  ...sameFor('gzip gunzip bzip2 bunzip2 xz unxz zstd', (command) => {
    const read = readOptions(command.args, { letters: 'SoT' });
    if (hasOption(read, 'c', 'stdout', 't', 'l', 'test', 'list', 'version', 'help')) return;
    for (const word of read.operands) command.file(word);
    // What the result is called is each program's own matter.
    if (read.operands.length > 0) command.unknown();
  }),
};
