/**
 * The environment that every git of ours runs in: never a prompt, never a lock taken for convenience, messages in
 * English for the parsers, and none of the GIT_* variables of the program that started us (a hook's GIT_DIR would
 * send every command to the wrong repository).
 */
export function gitEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && isPassedOn(entry[0]),
  );
  return {
    ...Object.fromEntries(inherited),
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
    ...extra,
  };
}

const passedOn = new Set([
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_CONFIG_SYSTEM',
  'GIT_SSH',
  'GIT_SSH_COMMAND',
]);
const leftOut = new Set([
  'EDITOR',
  'PAGER',
  'VISUAL',
  'SSH_ASKPASS',
  'PREFIX',
  'NODE_OPTIONS',
  'ELECTRON_RUN_AS_NODE',
]);

function isPassedOn(name: string): boolean {
  if (leftOut.has(name)) return false;
  return !name.startsWith('GIT_') || passedOn.has(name);
}
