import type { Command } from 'commander';
import { Option } from 'commander';
import type { TrustOptions } from '../commands/setup';
import type { CommonOptions } from '../context';
import type { Execute } from './common';
import { withCommonOptions } from './common';

/** Declares the commands on how new worktrees are made ready. What they do is loaded when they run. */
export function addWorktreeSetupCommands(program: Command, execute: Execute): void {
  const setup = program
    .command('setup')
    .description('show and run what makes new worktrees ready')
    .enablePositionalOptions();
  addTrust(setup, execute);
  addRuns(setup, execute);
}

function addTrust(setup: Command, execute: Execute): void {
  withCommonOptions(setup.command('show', { isDefault: true }))
    .description('show what would run, and which files say so')
    .action((options: CommonOptions) =>
      execute(options, async (context) => (await import('../commands/setup')).showSetup(context)),
    );
  withCommonOptions(setup.command('trust'))
    .description("allow the repository's set-up commands, as they are now")
    .addOption(new Option('--yes', 'do not ask').conflicts('never'))
    .option('--never', 'refuse them instead, until they change')
    .action((options: CommonOptions & TrustOptions) =>
      execute(options, async (context) => (await import('../commands/setup')).trustSetup(context, options)),
    );
  withCommonOptions(setup.command('forget'))
    .description('ask again before set-up commands run')
    .action((options: CommonOptions) =>
      execute(options, async (context) => (await import('../commands/setup')).forgetSetup(context)),
    );
}

function addRuns(setup: Command, execute: Execute): void {
  withCommonOptions(setup.command('retry [session]'))
    .description("run the set-up of a session's worktree again")
    .action((session: string | undefined, options: CommonOptions) =>
      execute(options, async (context) =>
        (await import('../commands/setup')).changeSetup(context, 'retrySetup', session),
      ),
    );
  withCommonOptions(setup.command('cancel [session]'))
    .description("end the set-up of a session's worktree")
    .action((session: string | undefined, options: CommonOptions) =>
      execute(options, async (context) =>
        (await import('../commands/setup')).changeSetup(context, 'cancelSetup', session),
      ),
    );
  withCommonOptions(setup.command('log [session]'))
    .description('show what the set-up has printed')
    .option('--follow', 'go on until it has ended')
    .action((session: string | undefined, options: CommonOptions & { readonly follow?: boolean }) =>
      execute(options, async (context) =>
        (await import('../commands/setupLog')).setupLog(context, session, options),
      ),
    );
}
