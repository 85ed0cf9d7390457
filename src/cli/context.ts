import { resolve } from 'node:path';
import { folderGone } from '../core/errors';
import type { Style } from './output/style';
import { styleFor } from './output/style';

/** What a command knows of the process that it runs in, so that tests can give it another. */
export interface CommandContext {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path in the repository that the command is about. */
  readonly repo: string;
  readonly json: boolean;
  readonly style: Style;
  /** Width of the terminal in columns; unlimited where the output is no terminal. */
  readonly columns: number;
  /** The moment the command began, in milliseconds since the Unix epoch. */
  readonly now: number;
  /** Says something beside the result, such as a warning: a line on standard error. */
  readonly note: (line: string) => void;
}

/** What a command found or did. Exactly one of `json` and `text` is printed. */
export interface CommandResult {
  /** The whole result for programs; its fields are a promise. */
  readonly json: unknown;
  /** The same for people, without a final line break; empty: nothing to say. */
  readonly text: string;
  readonly exitCode?: number;
}

/** The options that every command has. */
export interface CommonOptions {
  readonly repo?: string;
  readonly json?: boolean;
}

/** Builds the context of a command from its options and this process. */
export function contextOf(options: CommonOptions): CommandContext {
  const cwd = currentFolder();
  const json = options.json === true;
  return {
    cwd,
    env: process.env,
    repo: resolve(cwd, options.repo ?? '.'),
    json,
    style: styleFor(process.stdout.isTTY && !json, process.env),
    columns: process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY,
    now: Date.now(),
    note: (line) => process.stderr.write(`${line}\n`),
  };
}

function currentFolder(): string {
  try {
    return process.cwd();
  } catch (error) {
    throw folderGone(error);
  }
}
