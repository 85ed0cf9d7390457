/** A command that makes a new worktree ready. */
export type SetupCommand =
  /** A line or a script for the system's shell. */
  | { readonly kind: 'shell'; readonly text: string }
  /** A program and its arguments, without a shell. */
  | { readonly kind: 'program'; readonly argv: readonly string[] }
  /** A script file of the repository: its path from the top, with `/`, and what it holds. */
  | { readonly kind: 'script'; readonly path: string; readonly content: string };

/** Who says how a worktree is made ready. */
export type SetupSource = 'settings' | 'cursor' | 'codex' | 'conductor' | 'gtr' | 'devcontainer' | 'claude';

/** What one file says about new worktrees. What it does not speak of is empty. */
export interface SetupPart {
  readonly source: SetupSource;
  /** Its path from the top of the repository. */
  readonly file: string;
  readonly commands: readonly SetupCommand[];
  /** Which ignored files a worktree gets a copy of: patterns as in `.gitignore`. */
  readonly copy: readonly string[];
  /** Which of them it does not get, as globs. */
  readonly copyExcept: readonly string[];
  /** Folders that a worktree shares with the main one through a link; paths from the top. */
  readonly links: readonly string[];
  /** The folders that are checked out; empty: as in the main worktree. */
  readonly sparsePaths: readonly string[];
  /** What could not be used, a sentence each. */
  readonly warnings: readonly string[];
}

/** How new worktrees of a repository are made ready: all its files taken together. */
export interface SetupRecipe extends Omit<SetupPart, 'source' | 'file'> {
  /** The one file whose commands are run; null when no file has any. */
  readonly commandsFrom: { readonly source: SetupSource; readonly file: string } | null;
  /** Files with commands that are not run, because another file comes before them. */
  readonly passedOver: readonly string[];
}

/**
 * Whose commands are run, where several files have some: the user's own first, then what was written for worktrees,
 * and last what was written for a container.
 */
export const commandPrecedence: readonly SetupSource[] = [
  'settings',
  'cursor',
  'codex',
  'conductor',
  'gtr',
  'devcontainer',
];

/** Builds a part of which only some things are given. */
export function setupPart(
  source: SetupSource,
  file: string,
  parts: Partial<Omit<SetupPart, 'source' | 'file'>>,
): SetupPart {
  const nothing = { commands: [], copy: [], copyExcept: [], links: [], sparsePaths: [], warnings: [] };
  return { source, file, ...nothing, ...parts };
}

/** Unites what several files say. Lists are joined; commands are those of one file, see `commandPrecedence`. */
export function combineParts(parts: readonly SetupPart[]): SetupRecipe {
  const withCommands = commandPrecedence.flatMap((source) =>
    parts.filter((part) => part.source === source && part.commands.length > 0),
  );
  const [first, ...others] = withCommands;
  const join = (list: 'copy' | 'copyExcept' | 'links' | 'warnings'): string[] => [
    ...new Set(parts.flatMap((part) => part[list])),
  ];
  const own = parts.find((part) => part.source === 'settings' && part.sparsePaths.length > 0);
  return {
    commands: first?.commands ?? [],
    commandsFrom: first === undefined ? null : { source: first.source, file: first.file },
    passedOver: others.map(({ file }) => file),
    copy: join('copy'),
    copyExcept: join('copyExcept'),
    links: join('links'),
    sparsePaths: own?.sparsePaths ?? [...new Set(parts.flatMap((part) => part.sparsePaths))],
    warnings: join('warnings'),
  };
}

/** A command as people are shown it. */
export function commandText(command: SetupCommand): string {
  switch (command.kind) {
    case 'shell':
      return command.text;
    case 'program':
      return command.argv
        .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word)))
        .join(' ');
    case 'script':
      return command.path;
  }
}

/**
 * What is trusted when a user trusts commands: the file that they come from and every character of them, in a form
 * that is equal for equal commands only.
 */
export function trustedText({ commandsFrom, commands }: SetupRecipe): string {
  return JSON.stringify([commandsFrom?.file ?? null, commands]);
}
