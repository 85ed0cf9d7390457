import type { Command, CommandRules } from '../command';
import { sameFor } from '../command';
import type { OptionSpec } from '../options';
import { hasOption, readOptions, valuesOf } from '../options';
import { patchedFiles } from '../patchedFiles';
import { plainWord } from '../word';

/** Programs that change text, some of them in its file. */
export const editorCommands: CommandRules = {
  ...sameFor('sed gsed', (command) => {
    const spec: OptionSpec = { letters: 'efl', attached: 'iI', long: ['expression', 'file', 'line-length'] };
    const read = readOptions(command.args, spec);
    const scripts = valuesOf(read, 'e', 'expression');
    const isScripted = hasOption(read, 'e', 'f', 'expression', 'file');
    const script = isScripted ? scripts.map(({ text }) => text).join('\n') : (read.operands[0]?.text ?? '');
    // A script can write files and run programs itself: `w`, `W` and `e`.
    if (read.unsure || hasOption(read, 'f', 'file') || mayWrite(script)) command.unknown();
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
    const read = readOptions(command.args, { letters: 'fFvieE', long: ['file', 'assign', 'field-separator', 'include'] }); // prettier-ignore
    const [first, ...files] = read.operands;
    const isInPlace = valuesOf(read, 'i', 'include').some(({ text }) => text === 'inplace');
    const program = first?.text ?? '';
    if (read.unsure || hasOption(read, 'f', 'file', 'E') || first?.exact !== true || awkWrites(program)) command.unknown(); // prettier-ignore
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

function mayWrite(script: string): boolean {
  return /(^|[;\n{}\s/\d$])[wWe]\s+\S|\/[gpiImM0-9]*[we][gpiImM0-9]*(\s|;|$)/.test(
    withoutSubstitution(script),
  );
}

// The text of a plain substitution may hold any word.
function withoutSubstitution(script: string): string {
  return script.replace(
    /(^|[;{}\n\s])[sy]([|/,#@!:])(?:\\[\s\S]|(?!\2)[\s\S])*\2(?:\\[\s\S]|(?!\2)[\s\S])*\2/g,
    '$1s/',
  );
}

function isSubstitution(code: string): boolean {
  if (/@\{|\$\{\s*\\|`|\(\?\??\{/.test(code)) return false;
  return /^\s*(s|tr|y)([|/,#@!:{])[\s\S]*\2?[gimsxr}]*\s*;?\s*$/.test(code) && !/;\s*\w/.test(code.replace(/\\./g, '')) && !/[/|}#,!@:][gimsxr]*e/.test(code.slice(-6)); // prettier-ignore
}

function awkWrites(program: string): boolean {
  const code = program
    .replace(/"(?:\\.|[^"\\])*"/g, '""')
    .replace(/(^|[\s(,~!&|{;])\/(?:\\.|[^/\\])*\//g, '$1');
  return /print[^;}\n]*(>|\|)|system\s*\(|\|\s*getline/.test(code);
}
