import type { Command } from 'commander';
import { Option } from 'commander';
import type { StartOptions, StopOptions } from '../commands/sandboxRuntime';
import type { CommonOptions } from '../context';
import type { Execute } from './common';

/** Declares the commands about sandboxes. What they do is loaded when they run. */
export function addSandboxCommands(program: Command, execute: Execute): void {
  const runtime = program
    .command('sandbox-runtime')
    .description('the local service that agents are given sandboxes by, where no E2B key is set');
  withJson(runtime.command('start'))
    .description('start it, if it does not run, and print how it is reached')
    .option('--not-isolated', 'let agents run as plain processes with your rights')
    .action((options: CommonOptions & StartOptions) =>
      execute(options, async () => (await import('../commands/sandboxRuntime')).start(options)),
    );
  withJson(runtime.command('stop'))
    .description('stop it')
    .addOption(new Option('--kill', 'end its sandboxes').conflicts('keep'))
    .option('--keep', 'leave its sandboxes to the end of their time')
    .action((options: CommonOptions & StopOptions) =>
      execute(options, async () => (await import('../commands/sandboxRuntime')).stop(options)),
    );
  withJson(runtime.command('status'))
    .description('show whether it runs, how it isolates, and its sandboxes')
    .action((options: CommonOptions) =>
      execute(options, async (context) => (await import('../commands/sandboxRuntime')).status(context)),
    );
}

function withJson(command: Command): Command {
  return command.option('--json', 'print one JSON document');
}
