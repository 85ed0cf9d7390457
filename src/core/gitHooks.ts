/** The environment variable that says how many settings the environment had before ours. */
const countBefore = 'PARALLEL_CC_GIT_CONFIG_COUNT';

/** The code with which the program of a git hook says that the command is not to go on; any other lets it. */
export const stoppedCode = 93;

/**
 * The hooks that git runs for what agents do. Those that it runs all the time (`reference-transaction`,
 * `post-index-change`) are not among them: to run one for nothing would slow every command.
 */
export const chainedHooks: readonly string[] = [
  'applypatch-msg', 'pre-applypatch', 'post-applypatch', 'pre-commit', 'pre-merge-commit', 'prepare-commit-msg',
  'commit-msg', 'post-commit', 'pre-rebase', 'post-checkout', 'post-merge', 'pre-push', 'pre-auto-gc', 'post-rewrite',
  'sendemail-validate',
]; // prettier-ignore

/**
 * The variables with which git takes its hooks from a folder, in this process and its children only: nobody's
 * configuration is changed.
 * @param folder absolute, with `/`. @param env the environment so far, whose own settings stay.
 */
export function hookFolderEnvironment(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  if (env[countBefore] !== undefined) return {};
  const count = Number(env['GIT_CONFIG_COUNT'] ?? '') || 0;
  return {
    GIT_CONFIG_COUNT: String(count + 1),
    [`GIT_CONFIG_KEY_${count}`]: 'core.hooksPath',
    [`GIT_CONFIG_VALUE_${count}`]: folder,
    [countBefore]: String(count),
  };
}

/**
 * Writes a git hook, for the POSIX shell that git runs hooks in, on Windows too: it asks us where that is due, and then
 * runs the repository's own hook of the same name, if there is one, with the same arguments and input.
 * @param program the command line that starts our program of git hooks.
 */
export function hookScript(name: string, program: string): string {
  return ['#!/bin/sh', '# Of parallel-cc: it is written anew at the start of every agent.', ...(checks(program)[name] ?? []), ...own(name)].map((line) => `${line}\n`).join(''); // prettier-ignore
}

// A hook that cannot start, or fails, stops nobody.
function checks(program: string): Readonly<Partial<Record<string, readonly string[]>>> {
  const stop = `[ $? -eq ${stoppedCode} ] && exit 1`;
  return {
    'pre-commit': [
      '# What a merge brings is in others’ commits.',
      'if ! git rev-parse --quiet --verify MERGE_HEAD >/dev/null 2>&1; then',
      '  from=$(git rev-parse --quiet --verify HEAD) || from=$(git hash-object -t tree --stdin </dev/null)',
      `  git diff --cached --raw -z --no-renames --no-abbrev --no-ext-diff "$from" -- | ${program} pre-commit "$@"`,
      `  ${stop}`,
      'fi',
    ],
    'pre-push': ['input=$(cat)', `printf '%s\\n' "$input" | ${program} pre-push "$@"`, stop],
  };
}

function own(name: string): readonly string[] {
  const run = name === 'pre-push' ? [`if [ -n "$input" ]; then printf '%s\\n' "$input" | "$own" "$@"; else "$own" "$@" </dev/null; fi`] : ['exec "$own" "$@"']; // prettier-ignore
  return [
    `own=$(GIT_CONFIG_COUNT="\${${countBefore}:-0}" git config --type=path --get core.hooksPath) || own=$(git rev-parse --git-common-dir)/hooks`,
    `own=$own/${name}`,
    '[ -x "$own" ] && ! [ "$own" -ef "$0" ] || exit 0',
    ...run,
  ];
}
