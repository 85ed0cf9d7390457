import type { Command, CommandRule, CommandRules } from '../command';
import { sameFor } from '../command';
import type { OptionSpec } from '../options';
import { hasOption, readOptions, valuesOf } from '../options';
import type { Word } from '../word';
import { isOfPrograms } from '../variableNames';
import { plainWord, unknownWord } from '../word';
import { isAsked } from './editors';

/** Programs that run another command. */
export const wrapperCommands: CommandRules = {
  ...sameFor('nohup setsid unbuffer chronic', wrapper({})),
  stdbuf: wrapper({ letters: 'ioe', long: ['input', 'output', 'error'] }),
  doas: wrapper({ letters: 'uC' }),
  caffeinate: wrapper({ letters: 'tw' }),
  time: (command) => {
    const read = readOptions(command.args, { letters: 'of', long: ['output', 'format'], leading: true });
    if (read.unsure) command.unknown();
    for (const word of valuesOf(read, 'o', 'output')) command.file(word);
    command.runInShell(read.operands, 'functions');
  },
  ...sameFor('builtin exec', (command) => {
    const read = readOptions(command.args, { letters: 'a', leading: true });
    if (read.unsure) command.unknown();
    command.runInShell(read.operands, 'noFunctions');
  }),
  sudo: wrapper({ letters: 'ugCDhpRrTtU', long: ['user', 'group', 'chdir'] }),
  ...sameFor('nice ionice', wrapper({ letters: 'ncp', long: ['adjustment'] })),
  timeout: wrapper({ letters: 'ks', long: ['kill-after', 'signal'] }, 1),
  flock: wrapper({ letters: 'w' }, 1),
  command: (command) => {
    const read = readOptions(command.args, { leading: true });
    if (read.unsure) command.unknown();
    if (!hasOption(read, 'v', 'V')) command.runInShell(read.operands, 'noFunctions');
  },
  env: (command) => {
    const read = readOptions(command.args, {
      letters: 'uCS',
      long: ['unset', 'chdir', 'split-string'],
      leading: true,
    });
    const [folder] = valuesOf(read, 'C', 'chdir');
    for (const text of valuesOf(read, 'S', 'split-string')) command.runText(text);
    const start = read.operands.findIndex(({ text }) => !/^\w+=/.test(text));
    const set = start < 0 ? [] : read.operands.slice(0, start);
    if (read.unsure || set.some(({ text }) => isOfPrograms(text.replace(/=[^]*$/, '')))) command.unknown();
    if (start >= 0) (folder === undefined ? command : command.in(folder)).run(read.operands.slice(start));
  },
  ...sameFor('sh bash zsh dash ksh', (command) => {
    const read = readOptions(command.args, { letters: 'oO', long: ['rcfile', 'init-file'], leading: true });
    // With `-n` it only looks at what it reads.
    if (isAsked(command) || hasOption(read, 'n')) return;
    if (read.unsure || hasOption(read, 'rcfile', 'init-file')) command.unknown();
    const [text] = read.operands;
    if (hasOption(read, 'c')) return text === undefined ? command.unknown() : command.runText(text);
    const readsInput = read.operands.length === 0 || hasOption(read, 's');
    if (readsInput && command.input !== null && !command.isPiped) command.runText(plainWord(command.input));
    else command.unknown();
  }),
  trap: (command) => {
    const [text] = command.args;
    if (text !== undefined) command.runLater(text);
  },
  ...sameFor('pwsh powershell cmd', (command) => {
    if (!isAsked(command)) command.unknown();
  }),
  xargs: (command) => {
    const read = readOptions(command.args, { letters: 'InPLsEdad', long: ['replace', 'max-args', 'max-procs', 'delimiter', 'arg-file'], leading: true }); // prettier-ignore
    // What is read from the input follows the words that are here, or stands in their place.
    const [place] = valuesOf(read, 'I', 'replace');
    const words = read.operands.map((word) => (place !== undefined && word.text.includes(place.text) ? unknownWord() : word)); // prettier-ignore
    if (words.length > 0) command.run(place === undefined ? [...words, unknownOperand] : words);
  },
  parallel: (command) => command.unknown(),
  find: (command) => find(command),
  ...sameFor('fd fdfind', (command) => {
    const start = command.args.findIndex(({ text }) => /^(-x|-X|--exec|--exec-batch)$/.test(text));
    if (start < 0 && command.args.some(({ text }) => /^-\w*[xX]|^--exec/.test(text))) command.unknown();
    if (start >= 0) command.run([...command.args.slice(start + 1), unknownOperand]);
  }),
};

// Of a word that comes from a program's output nothing is known, but it is taken for an operand.
const unknownOperand: Word = unknownWord('\0');

function wrapper(spec: OptionSpec, skipped = 0): CommandRule {
  return (command) => {
    const read = readOptions(command.args, { ...spec, leading: true });
    if (read.unsure) command.unknown();
    else if (read.operands.length > skipped) command.run(read.operands.slice(skipped));
  };
}

function find(command: Command): void {
  const { args } = command;
  const actions = args.findIndex(({ text }) => /^[-(!]/.test(text));
  const places = (actions < 0 ? args : args.slice(0, actions)).filter(({ text }) => text !== '');
  for (const [index, { text }] of args.entries()) {
    const next = args[index + 1];
    if (text === '-delete')
      for (const place of places.length > 0 ? places : [plainWord('.')]) command.tree(place);
    if (/^-(fprint|fprint0|fprintf|fls)$/.test(text) && next !== undefined) command.file(next);
    if (/^-(exec|execdir|ok|okdir)$/.test(text)) findExec(command, args.slice(index + 1), places);
  }
}

// What is found lies below the places.
function findExec(command: Command, rest: readonly Word[], places: readonly Word[]): void {
  const end = rest.findIndex(({ text }) => text === ';' || text === '+');
  const words = end < 0 ? rest : rest.slice(0, end);
  const isPlaceKnown = places.length > 0 && places.every(({ exact, glob }) => exact && glob === null);
  for (const place of isPlaceKnown ? places : [plainWord('.')]) {
    const found = {
      ...place,
      glob: `${place.text.replace(/[\\*?[\]{}!()]/g, '\\$&').replace(/\/$/, '')}/**`,
    };
    command.run(
      words.map((word) => (word.text === '{}' ? found : word.text.includes('{}') ? unknownWord() : word)),
    );
  }
}
