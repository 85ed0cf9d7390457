import type { Command } from 'commander';
import { Option } from 'commander';
import type { StartOptions, StopOptions } from '../commands/sandboxRuntime';
import type { RunOptions } from '../commands/sandbox';
import type { LogsOptions } from '../commands/sandboxLogs';
import type { CommonOptions } from '../context';
import { amount, dollars, minutes } from './arguments';
import type { Execute } from './common';
import { withCommonOptions } from './common';

/** Declares the commands about sandboxes. What they do is loaded when they run. */
export function addSandboxCommands(program: Command, execute: Execute): void {
  addRuntimeCommands(program, execute);
  const group = program.command('sandbox').description('agents that work on their own in sandboxes');
  // Every command has two names: `sandbox run` and, as it has always been, `sandbox-run`.
  addRunCommands((usage) => [group.command(usage), program.command(`sandbox-${usage}`)], execute);
}

/** Makes the commands of a usage such as `logs <run>`. */
type Declare = (usage: string) => readonly Command[];

function addRunCommands(declare: Declare, execute: Execute): void {
  for (const command of declare('run [command...]'))
    withCommonOptions(command)
      .description('start an agent in a sandbox: Claude Code, or the command behind --')
      .addOption(new Option('--prompt <text>', 'what it is to do').conflicts('promptFile'))
      .option('--prompt-file <file>', 'the same, from a file; - for the standard input')
      .option('--name <name>', 'the name of the run, its session, worktree and branch')
      .option('--base <ref>', 'what it starts from')
      .option('--template <name>', 'what the sandbox begins with', 'base')
      .addOption(
        new Option('--auth-method <how>', 'how it gets at its model (default: relay, which keeps the key out of the sandbox, where that works)')
          .choices(['relay', 'api-key', 'oauth', 'none']),
      )
      .option('--no-internet', 'let it connect to nothing but its model')
      .option('--allow-secrets', 'send the repository although there are secrets in it')
      .option('--minutes <n>', 'how long it may work', minutes)
      .option('--budget <dollars>', 'what it may cost', dollars)
      .option('--detach', 'do not wait for its end')
      .action((words: string[], options: CommonOptions & RunOptions) =>
        execute(options, async (context) => (await import('../commands/sandbox')).run(context, words, options)),
      );
  for (const command of declare('logs <run>'))
    withCommonOptions(command)
      .description('show what the agent of a run has printed')
      .option('-f, --follow', 'until it has ended')
      .option('--raw', 'as it came')
      .option('--stay', 'with --follow: stay open when it has ended, until Enter is pressed')
      .option('--lines <n>', 'how many lines, without --follow', amount, 100)
      .action((name: string, options: CommonOptions & LogsOptions) =>
        execute(options, async (context) => (await import('../commands/sandboxLogs')).logs(context, name, options)),
      );
  for (const command of declare('list'))
    withCommonOptions(command)
      .description('list the runs of the repository')
      .action((options: CommonOptions) =>
        execute(options, async (context) => (await import('../commands/sandbox')).list(context)),
      );
  addOneRun(declare, execute);
} // prettier-ignore

/** The commands that take a run and nothing else. */
const ofOneRun = {
  status: 'show how a run is',
  kill: 'end the agent of a run; what it has done is brought home first',
  pause: 'have the sandbox of a run stand still',
  resume: 'let a paused run go on',
  download: 'bring home now what the agent of a run has done, or what a failed run left in its sandbox',
} as const;

function addOneRun(declare: Declare, execute: Execute): void {
  for (const name of Object.keys(ofOneRun) as (keyof typeof ofOneRun)[])
    for (const command of declare(`${name} <run>`))
      withCommonOptions(command)
        .description(ofOneRun[name])
        .action((reference: string, options: CommonOptions) =>
          execute(options, async (context) =>
            (await import('../commands/sandbox'))[name](context, reference),
          ),
        );
}

function addRuntimeCommands(program: Command, execute: Execute): void {
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
