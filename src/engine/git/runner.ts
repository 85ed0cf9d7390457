/** One git command, to be run to its end. */
export interface GitOrder {
  readonly args: readonly string[];
  readonly cwd: string;
  /** All variables that git gets. */
  readonly env: Readonly<Record<string, string>>;
}

/** How a command ended, whatever its exit code; -1 when it was killed. */
export interface GitExit {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs git commands: in this process, or in one of its own. */
export interface GitRunner {
  /**
   * Runs an ordinary command and returns what it printed.
   * @throws CoordinatorError `gitFailed`, `gitMissing`.
   */
  text(order: GitOrder, signal?: AbortSignal): Promise<string>;
  /**
   * Runs a command with the input that it is to read.
   * @throws CoordinatorError `gitFailed` when it could not be run or was cancelled, `gitMissing`.
   */
  run(order: GitOrder, input: string | Uint8Array, signal?: AbortSignal): Promise<GitExit>;
}
