import type { CommandRule, CommandRules } from './command';
import { editorCommands } from './commands/editors';
import { fileCommands } from './commands/files';
import { formatterCommands } from './commands/formatters';
import { gitCommands } from './commands/git';
import { packageCommands } from './commands/packages';
import { readerCommands } from './commands/readers';
import { transferCommands } from './commands/transfers';
import { wrapperCommands } from './commands/wrappers';

const rules: CommandRules = {
  ...readerCommands,
  ...fileCommands,
  ...editorCommands,
  ...gitCommands,
  ...packageCommands,
  ...formatterCommands,
  ...transferCommands,
  ...wrapperCommands,
};

/** Finds what is known of a program by the word that names it; a program that the project brings itself is not known. */
export function ruleFor(program: string): CommandRule | undefined {
  const isSystem =
    /^([a-z]:)?[\\/](usr[\\/](local[\\/])?)?(s?bin|opt[\\/]homebrew[\\/]bin)[\\/][^\\/]+$/i.test(program);
  const isOwnTool = /^(\.[\\/])?node_modules[\\/]\.bin[\\/][^\\/]+$/.test(program);
  if (/[\\/]/.test(program) && !isSystem && !isOwnTool) return undefined;
  const name = program.replace(/^.*[\\/]/, '').replace(/\.exe$/i, '').replace(/^(python|pip|perl|ruby|php)[\d.]+$/, '$1'); // prettier-ignore
  return Object.hasOwn(rules, name) ? rules[name] : undefined;
}
