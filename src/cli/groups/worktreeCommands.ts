import type { Command } from 'commander';
import type { CommonOptions } from '../context';
import type { Execute } from './common';
import { withCommonOptions } from './common';

/** Declares the commands about worktrees. What they do is loaded when they run. */
export function addWorktreeCommands(program: Command, execute: Execute): void {
  const worktrees = program
    .command('worktrees')
    .description('list or remove the worktrees')
    .enablePositionalOptions();
  withCommonOptions(worktrees.command('list', { isDefault: true }))
    .description('list the worktrees of the repository')
    .action((options: CommonOptions) =>
      execute(options, async (context) => (await import('../commands/worktrees')).listWorktrees(context)),
    );
  withCommonOptions(worktrees.command('remove <path-or-name>'))
    .description('remove a worktree that was made for a session')
    .option('--force', 'remove it although it holds unsaved work; a snapshot is kept')
    .action((reference: string, options: CommonOptions & { readonly force?: boolean }) =>
      execute(options, async (context) =>
        (await import('../commands/worktrees')).removeWorktree(context, reference, options),
      ),
    );
  withCommonOptions(program.command('cleanup'))
    .description('end sessions whose process is gone and remove worktrees that hold nothing')
    .option('--dry-run', 'only say what would be done')
    .action((options: CommonOptions & { readonly dryRun?: boolean }) =>
      execute(options, async (context) => (await import('../commands/cleanup')).cleanup(context, options)),
    );
}
