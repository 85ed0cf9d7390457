import type { Command } from 'commander';
import type { CommandContext, CommandResult, CommonOptions } from '../context';

/** Runs a command: its result, or its own exit code after it has said all there is to say. */
export type Run = (context: CommandContext) => Promise<CommandResult | number>;

/** Runs a command with the options that it was given, and prints its result or failure. */
export type Execute = (options: CommonOptions, run: Run) => Promise<void>;

/** Adds the options that every command has. */
export function withCommonOptions(command: Command): Command {
  return withRepository(command).option('--json', 'print one JSON document');
}

/** Adds the option that names the repository. */
export function withRepository(command: Command): Command {
  return command.option('--repo <path>', 'a path in the repository (default: the current folder)');
}
