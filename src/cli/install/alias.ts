import { quote, quoteForPowershell } from '../../core/hookCommand';
import type { Installation } from './edit';
import { markedBlock } from './markedBlock';

/** The shells that an alias can be installed for. */
export type Shell = 'bash' | 'zsh' | 'fish' | 'powershell';

/**
 * The alias that makes `claude` start coordinated, as a marked block in a shell's start file.
 * @param command program and arguments before those of the user.
 */
export function aliasInstallation(file: string, shell: Shell, command: readonly string[]): Installation {
  const next = `Open a new ${shell} for "claude" to start coordinated.`;
  return { what: 'alias', file, next, ...markedBlock(aliasLine(shell, command)) };
}

/** Writes the line that defines the alias in a shell's language. */
export function aliasLine(shell: Shell, command: readonly string[]): string {
  if (shell === 'powershell')
    return `function claude { & ${command.map(quoteForPowershell).join(' ')} @args }`;
  if (shell === 'fish')
    return `function claude --wraps claude; ${command.map(fishWord).join(' ')} $argv; end`;
  return `claude() { ${command.map(quote).join(' ')} "$@"; }`;
}

function fishWord(word: string): string {
  return `'${word.replace(/[\\']/g, '\\$&')}'`;
}
