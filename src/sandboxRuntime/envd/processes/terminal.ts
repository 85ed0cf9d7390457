import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { quoteForShell } from '../../../core/shellQuote';
import type { ProcessStart, TerminalSize } from './launch';

/**
 * The command that runs a program in a terminal of its own: `script`, which every Linux and macOS has, so that no native
 * code is needed. The name of the terminal comes through file descriptor 3.
 */
export function terminalArgv(start: ProcessStart, size: TerminalSize): readonly string[] {
  const prepare = `tty >&3; exec 3>&-; stty rows ${size.rows} cols ${size.cols}`;
  const program = [start.cmd, ...start.args];
  if (process.platform === 'darwin')
    return ['script', '-q', '/dev/null', '/bin/sh', '-c', `${prepare}; exec "$@"`, 'sh', ...program];
  // It takes the program as a line of the shell only.
  const command = `${prepare}; exec ${program.map(quoteForShell).join(' ')}`;
  return ['script', '-qef', '-E', 'always', '-c', command, '/dev/null'];
}

/** Reads the name of the terminal that a program was given; undefined when it ended before. */
export async function terminalName(from: Readable): Promise<string | undefined> {
  let text = '';
  // `script` itself keeps the descriptor open until it ends.
  for await (const chunk of from) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  const name = text.trim();
  return name.startsWith('/') ? name : undefined;
}

/** Gives a terminal another size; what runs in it is told by the system. */
export function resizeTerminal(name: string, size: TerminalSize): Promise<void> {
  const file = process.platform === 'darwin' ? '-f' : '-F';
  const args = [file, name, 'rows', String(size.rows), 'cols', String(size.cols)];
  return new Promise((resolve, reject) => {
    const child = spawn('stty', args, { stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`stty ended with ${String(code)}`)),
    );
  });
}
