/**
 * The variables that set-up commands get of this process. Those that the program sent us which started us are left
 * out: git's (a hook's GIT_DIR would lead every git astray), another session's, and those of the editor's own Node.
 */
export function commandEnvironment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => isPassedOn(name));
  return { ...Object.fromEntries(inherited), ...extra };
}

const passedOn: ReadonlySet<string> = new Set([
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_CONFIG_SYSTEM',
  'GIT_SSH',
  'GIT_SSH_COMMAND',
]);
const leftOut: ReadonlySet<string> = new Set(['ELECTRON_RUN_AS_NODE', 'NODE_OPTIONS']);

function isPassedOn(name: string): boolean {
  if (passedOn.has(name)) return true;
  return !leftOut.has(name) && !/^(GIT|PARALLEL_CC|VSCODE)_/.test(name);
}
