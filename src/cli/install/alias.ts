import type { Installation } from './edit';

/** The shells that an alias can be installed for. */
export type Shell = 'bash' | 'zsh' | 'fish' | 'powershell';

const begin = '# >>> parallel-cc >>>';
const end = '# <<< parallel-cc <<<';
const block = new RegExp(`^${begin}\\r?\\n[^]*?^${end}(\\r?\\n|$)`, 'gm');

/**
 * The alias that makes `claude` start coordinated, as a marked block in a shell's start file.
 * @param command program and arguments before those of the user.
 */
export function aliasInstallation(file: string, shell: Shell, command: readonly string[]): Installation {
  const text = `${begin}\n${aliasLine(shell, command)}\n${end}\n`;
  const remove = (present: string): string => present.replace(block, '');
  return {
    what: 'alias',
    file,
    next: `Open a new ${shell} for "claude" to start coordinated.`,
    add: (present) => {
      if (present !== null && present.match(block)?.join('') === text) return present;
      return withLineBreak(remove(present ?? '')) + text;
    },
    remove,
  };
}

/** Writes the line that defines the alias in a shell's language. */
export function aliasLine(shell: Shell, command: readonly string[]): string {
  if (shell === 'powershell') return `function claude { & ${command.map(powershellWord).join(' ')} @args }`;
  if (shell === 'fish')
    return `function claude --wraps claude; ${command.map(fishWord).join(' ')} $argv; end`;
  return `claude() { ${command.map(posixWord).join(' ')} "$@"; }`;
}

function withLineBreak(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function posixWord(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function fishWord(word: string): string {
  return `'${word.replace(/[\\']/g, '\\$&')}'`;
}

function powershellWord(word: string): string {
  return `'${word.replaceAll("'", "''")}'`;
}
