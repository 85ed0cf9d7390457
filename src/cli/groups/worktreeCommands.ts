import type { Command } from 'commander';
import type { CleanupOptions } from '../commands/cleanup';
import type { RemoveOptions } from '../commands/worktrees';
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
    .description('list the worktrees of the repository, with their sizes and what is in them')
    .action((options: CommonOptions) =>
      execute(options, async (context) => (await import('../commands/worktrees')).listWorktrees(context)),
    );
  withCommonOptions(worktrees.command('remove <path-or-name>'))
    .description('remove a worktree that was made for a session')
    .option('--force', 'remove it although it holds unsaved work; a snapshot is kept')
    .option('--dry-run', 'only say what would be done')
    .action((reference: string, options: CommonOptions & RemoveOptions) =>
      execute(options, async (context) =>
        (await import('../commands/worktrees')).removeWorktree(context, reference, options),
      ),
    );
  withCommonOptions(program.command('cleanup'))
    .description('end sessions whose process is gone and remove worktrees that hold nothing')
    .option('--dry-run', 'only say what would be done')
    .option('--merged', 'also remove worktrees whose branch was squashed or rebased into its target')
    .action((options: CommonOptions & CleanupOptions) =>
      execute(options, async (context) => (await import('../commands/cleanup')).cleanup(context, options)),
    );
}
