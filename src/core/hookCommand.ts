/** What a hook's command line is made of. */
export interface HookProgram {
  /** Absolute path of the program that runs JavaScript: node, or an Electron that is told to act as node. */
  readonly node: string;
  readonly electron: boolean;
  readonly platform: string;
  /** Absolute path of hook.js. */
  readonly script: string;
}

/**
 * Writes the command line that starts the hook program, for the POSIX shell through which Claude Code runs hooks;
 * on Windows that is Git Bash, which takes `/` in paths.
 */
export function hookCommand(
  { node, electron, platform, script }: HookProgram,
  args: readonly string[],
): string {
  const paths = [node, script].map((path) => quote(platform === 'win32' ? path.replaceAll('\\', '/') : path));
  return [...(electron ? ['ELECTRON_RUN_AS_NODE=1'] : []), ...paths, ...args].join(' ');
}

/** Writes the same command line for PowerShell, through which other clients run hooks on Windows. */
export function powershellHookCommand(
  { node, electron, script }: HookProgram,
  args: readonly string[],
): string {
  const command = ['&', quoteForPowershell(node), quoteForPowershell(script), ...args].join(' ');
  return electron ? `$env:ELECTRON_RUN_AS_NODE='1'; ${command}` : command;
}

/** Quotes a word for a POSIX shell. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Quotes a word for PowerShell. */
export function quoteForPowershell(word: string): string {
  return `'${word.replaceAll("'", "''")}'`;
}
