import type { Command } from 'commander';
import { Option } from 'commander';
import type { AdoptOptions } from '../commands/adopt';
import type { CommonOptions } from '../context';
import type { MessageOptions } from '../commands/message';
import type { RegisterOptions } from '../commands/register';
import type { ReleaseOptions } from '../commands/release';
import { processId } from './arguments';
import type { Execute } from './common';
import { withCommonOptions } from './common';

type SessionOptions = CommonOptions & { readonly pid?: number };

/** Declares the commands that start, keep and end sessions. What they do is loaded when they run. */
export function addSessionCommands(program: Command, execute: Execute): void {
  addRegister(program, execute);
  addRelease(program, execute);
  withCommonOptions(program.command('adopt [which]'))
    .description('make a session of an agent that was started by hand, or list such agents')
    .option('--name <name>', 'the name of the session')
    .action((which: string | undefined, options: CommonOptions & AdoptOptions) =>
      execute(options, async (context) => (await import('../commands/adopt')).adopt(context, which, options)),
    );
  withCommonOptions(program.command('heartbeat [session]'))
    .description('say that a session is alive')
    .option('--pid <n>', 'the session of this process', processId)
    .action((session: string | undefined, options: SessionOptions) =>
      execute(options, async (context) =>
        (await import('../commands/heartbeat')).heartbeat(context, { session, pid: options.pid }),
      ),
    );
  withCommonOptions(program.command('message <words...>'))
    .description('tell a session something at its next turn: message SESSION TEXT')
    .option('--all', 'tell every session')
    .option('--from <session>', 'the session that says it (default: you)')
    .action((words: string[], options: CommonOptions & MessageOptions) =>
      execute(options, async (context) =>
        (await import('../commands/message')).message(context, words, options),
      ),
    );
}

function addRegister(program: Command, execute: Execute): void {
  withCommonOptions(program.command('register'))
    .description('register a session and give it a worktree')
    .option('--pid <n>', "the agent's process; the session ends with it", processId)
    .option('--name <name>', 'the name of session, worktree and branch')
    .option('--agent <kind>', 'what kind of agent it is', 'other')
    .option('--prompt <text>', 'what the agent works on')
    .addOption(new Option('--new', 'make a new worktree in any case').conflicts('here'))
    .option('--here', 'use the worktree of the current folder')
    .option('--base <ref>', 'what a new worktree starts from')
    .option('--request-id <id>', 'make repeated calls return the same session')
    .action((options: CommonOptions & RegisterOptions) =>
      execute(options, async (context) => (await import('../commands/register')).register(context, options)),
    );
}

function addRelease(program: Command, execute: Execute): void {
  withCommonOptions(program.command('release [session]'))
    .description('end a session; its worktree is removed if nothing would be lost')
    .option('--pid <n>', 'the session of this process', processId)
    .addOption(new Option('--keep', 'keep the worktree in any case').conflicts('remove'))
    .option('--remove', 'remove the worktree; a snapshot of unsaved work is kept')
    .action((session: string | undefined, options: SessionOptions & ReleaseOptions) =>
      execute(options, async (context) =>
        (await import('../commands/release')).release(context, { ...options, session }),
      ),
    );
}
