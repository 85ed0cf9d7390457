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

/** Quotes a word for a POSIX shell. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
