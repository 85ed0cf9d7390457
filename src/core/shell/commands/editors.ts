import { awkWrites } from '../awkProgram';
import type { Command, CommandRules } from '../command';
import { sameFor } from '../command';
import type { OptionSpec } from '../options';
import { hasOption, readOptions, valuesOf } from '../options';
import { patchedFiles } from '../patchedFiles';
import { readSedScript } from '../sedScript';
import { plainWord } from '../word';

/** Programs that change text, some of them in its file. */
export const editorCommands: CommandRules = {
  ...sameFor('sed gsed', (command) => {
    const spec: OptionSpec = { letters: 'efl', attached: 'iI', long: ['expression', 'file', 'line-length'] };
    const read = readOptions(command.args, spec);
    const isScripted = hasOption(read, 'e', 'f', 'expression', 'file');
    const scripts = isScripted ? valuesOf(read, 'e', 'expression') : read.operands.slice(0, 1);
    const effects = readSedScript(scripts.map(({ text }) => text).join('\n'));
    for (const file of effects.files) command.file(plainWord(file));
    if (read.unsure || hasOption(read, 'f', 'file') || effects.isUnknown || !scripts.every(({ exact }) => exact)) command.unknown(); // prettier-ignore
    if (!hasOption(read, 'i', 'I', 'in-place')) return;
    for (const word of read.operands.slice(isScripted ? 0 : 1)) if (word.text !== '') command.file(word);
  }),
  ...sameFor('perl ruby', (command) => {
    const read = readOptions(command.args, { letters: 'eEIMmrx', attached: 'i0lFCDdKT', leading: true });
    if (isAsked(command)) return;
    if (!hasOption(read, 'e', 'E') || read.unsure || !hasOption(read, 'i')) return command.unknown();
    for (const word of read.operands) command.file(word);
    // What its code does besides is not known, but for the plain substitution that nearly all of them are.
    if (!valuesOf(read, 'e', 'E').every(({ text, exact }) => exact && isSubstitution(text)))
      command.unknown();
  }),
  ...sameFor('awk gawk mawk nawk', (command) => {
    const read = readOptions(command.args, { letters: 'fFvieE', long: ['file', 'assign', 'field-separator', 'include', 'source'] }); // prettier-ignore
    const given = valuesOf(read, 'e', 'source');
    const programs = given.length > 0 ? given : read.operands.slice(0, 1);
    const files = given.length > 0 ? read.operands : read.operands.slice(1);
    const isInPlace = valuesOf(read, 'i', 'include').some(({ text }) => text === 'inplace');
    const isKnown = programs.every(({ text, exact }) => exact && !awkWrites(text));
    // Others write what the program is, or was: `--pretty-print`, `--profile`, `--dump-variables`.
    const isPlain = read.options.every(({ name }) => /^(F|v|i|e|field-separator|assign|include|source|version|help|posix|re-interval|characters-as-bytes|csv|[kPrsStcNbnV])$/.test(name)); // prettier-ignore
    if (read.unsure || !isKnown || !isPlain || programs.length === 0) command.unknown();
    if (isInPlace) for (const word of files) command.file(word);
  }),
  patch: (command) => {
    const read = readOptions(command.args, { letters: 'pidoBFrVYzD', long: ['strip', 'input', 'directory', 'output'] }); // prettier-ignore
    const output = valuesOf(read, 'o', 'output')[0];
    const folder = valuesOf(read, 'd', 'directory')[0];
    const at = folder === undefined ? command : command.in(folder);
    if (output !== undefined) return at.file(output);
    if (hasOption(read, 'dry-run')) return;
    const [file] = read.operands;
    if (file !== undefined) return at.file(file);
    writePatched(at, Number(valuesOf(read, 'p', 'strip')[0]?.text ?? 0));
  },
  ...sameFor('apply_patch applypatch', (command) => {
    const [text] = command.args;
    writePatched(text?.exact === true ? { ...command, input: text.text } : command, 0);
  }),
  ...sameFor('vi vim nvim nano emacs ed ex code', (command) => command.unknown()),
  xxd: (command) => {
    const second = readOptions(command.args, { letters: 'clnosgR' }).operands[1];
    if (second !== undefined) command.file(second);
  },
  yq: (command) => {
    const read = readOptions(command.args, { letters: 'opIs' });
    if (read.unsure || hasOption(read, 's')) command.unknown();
    if (hasOption(read, 'i', 'inplace')) for (const word of read.operands.slice(1)) command.file(word);
  },
};

/** Notes the files of a patch that stands in the command itself. */
export function writePatched(command: Pick<Command, 'input' | 'file' | 'unknown'>, strip: number): void {
  const files = command.input === null ? [] : patchedFiles(command.input, strip);
  if (files.length === 0) command.unknown();
  for (const file of files) command.file(plainWord(file));
}

/** Says whether a program is only asked for its version or its help. */
export function isAsked({ args }: Pick<Command, 'args'>): boolean {
  return args.length === 1 && /^(-{1,2}version|--help|-v|-V|-h|version|help)$/.test(args[0]?.text ?? '');
}

function isSubstitution(code: string): boolean {
  if (/@\{|\$\{\s*\\|`|\(\?\??\{/.test(code)) return false;
  return /^\s*(s|tr|y)([|/,#@!:{])[\s\S]*\2?[gimsxr}]*\s*;?\s*$/.test(code) && !/;\s*\w/.test(code.replace(/\\./g, '')) && !/[/|}#,!@:][gimsxr]*e/.test(code.slice(-6)); // prettier-ignore
}
