/** The shells whose commands can be read. */
export type ShellDialect = 'bash' | 'powershell';

/** A command and where it would run. */
export interface ShellQuestion {
  readonly dialect: ShellDialect;
  readonly command: string;
  /** The folder that it starts in; absolute. */
  readonly cwd: string;
  /** What `~` means. */
  readonly home: string;
}

/** Something that a command writes, makes or deletes. */
export interface WriteTarget {
  /**
   * `tree`: the file or folder with all below it; `glob`: all that its path, a glob, matches; `worktree`: whatever is changed
   * in the git worktree that its path, a folder, lies in.
   */
  readonly kind: 'file' | 'tree' | 'glob' | 'worktree';
  /** Absolute. */
  readonly path: string;
  /** Where what is written lies from the top of the git worktree that the path, a folder, is in; null: the path itself. */
  readonly fromTop: string | null;
  /** The name of what is written should the path be a folder, as for `cp a.txt folder`; null: the path itself. */
  readonly inFolder: string | null;
}

/** What a command would write, as far as its text tells. */
export interface ShellWrites {
  readonly writes: readonly WriteTarget[];
  /** Whether it may write more than that: it runs what is not known, or where it writes is not known before it runs. */
  readonly unknown: boolean;
}
