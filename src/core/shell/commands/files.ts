import type { Command, CommandRules } from '../command';
import { sameFor } from '../command';
import type { OptionSpec } from '../options';
import { hasOption, readOptions, valuesOf } from '../options';
import { baseName } from '../paths';
import type { Word } from '../word';

/** Programs that make, move and delete files. */
export const fileCommands: CommandRules = {
  ...sameFor('rm unlink trash trash-put', (command) => {
    for (const word of operands(command)) command.tree(word);
  }),
  rmdir: (command) => {
    for (const word of operands(command)) command.tree(word);
  },
  // A folder is not part of what git keeps.
  mkdir: () => undefined,
  ...sameFor('touch', (command) => writeAll(command, { letters: 'dtrA', long: ['date', 'reference'] })),
  truncate: (command) => writeAll(command, { letters: 'sr', long: ['size', 'reference'] }),
  shred: (command) => writeAll(command, { letters: 'ns', long: ['iterations', 'size'] }),
  ...sameFor('chmod chown chgrp', (command) => {
    const read = readOptions(command.args, { long: ['reference', 'from'] });
    // `chmod -x a`: a mode may begin with a dash.
    const isGiven = hasOption(read, 'reference') || command.args.some(({ text }) => /^-[rwxXstugo,=+]+$/.test(text)); // prettier-ignore
    for (const word of read.operands.slice(isGiven ? 0 : 1)) command.tree(word);
  }),
  tee: (command) => writeAll(command, {}),
  sponge: (command) => writeAll(command, {}),
  dd: (command) => {
    for (const word of command.args) if (word.text.startsWith('of=')) command.file({ ...word, text: word.text.slice(3), glob: null }); // prettier-ignore
  },
  mv: (command) => {
    const read = readOptions(command.args, copyOptions);
    const target = valuesOf(read, 't', 'target-directory')[0];
    for (const word of target === undefined ? read.operands.slice(0, -1) : read.operands) command.tree(word);
    copyOperands(command, copyOptions, 'tree');
  },
  ...sameFor('cp gcp', (command) => {
    const isDeep = hasOption(readOptions(command.args, copyOptions), 'r', 'R', 'a', 'recursive', 'archive');
    copyOperands(command, copyOptions, isDeep ? 'tree' : 'file');
  }),
  ln: (command) => copyOperands(command, copyOptions, 'file'),
  install: (command) => {
    const spec = { letters: 'tSgmo', long: ['target-directory', 'suffix', 'group', 'mode', 'owner'] };
    if (!hasOption(readOptions(command.args, spec), 'd', 'directory')) copyOperands(command, spec, 'file');
  },
  ...sameFor('rsync scp', (command) => {
    const { operands: named, unsure } = readOptions(command.args, { letters: 'efTMBPiFclJoS', long: ['exclude', 'include', 'rsh', 'exclude-from', 'files-from'] }); // prettier-ignore
    const place = named.at(-1);
    if (unsure || named.length < 2 || place === undefined) command.unknown();
    else if (!/^[^/]+:/.test(place.text)) command.tree(place);
  }),
  ...sameFor('split csplit', (command) => command.unknown()),
};

const copyOptions: OptionSpec = { letters: 'tS', long: ['target-directory', 'suffix'] };

function operands({ args }: Command): readonly Word[] {
  return readOptions(args).operands;
}

function writeAll(command: Command, spec: OptionSpec): void {
  for (const word of readOptions(command.args, spec).operands) command.file(word);
}

function copyOperands(command: Command, spec: OptionSpec, kind: 'file' | 'tree'): void {
  const read = readOptions(command.args, spec);
  if (read.unsure) command.unknown();
  const target = valuesOf(read, 't', 'target-directory')[0];
  const sources = target === undefined ? read.operands.slice(0, -1) : read.operands;
  const place = target ?? read.operands.at(-1);
  if (place === undefined) return;
  // `ln -s x` makes `x` here.
  if (sources.length === 0) return command.unknown();
  if (hasOption(read, 'parents')) return command.tree(place);
  for (const source of sources) copyOne(command, place, source, kind);
}

function copyOne(command: Command, place: Word, source: Word, kind: 'file' | 'tree'): void {
  const name = baseName(source.text);
  if (!source.exact || source.glob !== null || name === '') command.tree(place);
  else command.copy(place, name, kind);
}
