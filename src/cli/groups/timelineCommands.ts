import type { Command } from 'commander';
import type { RestoreOptions } from '../commands/restore';
import type { UndoOptions } from '../commands/undo';
import type { CommonOptions } from '../context';
import { amount } from './arguments';
import type { Execute } from './common';
import { withCommonOptions } from './common';

/** Declares the commands that show what sessions did and take it back. What they do is loaded when they run. */
export function addTimelineCommands(program: Command, execute: Execute): void {
  withCommonOptions(program.command('history [session]'))
    .description('show the snapshots of a session: one a turn, uncommitted work included')
    .option('--files', 'list the files that changed in each')
    .action((session: string | undefined, options: CommonOptions & { readonly files?: boolean }) =>
      execute(options, async (context) =>
        (await import('../commands/history')).history(context, { ...options, session }),
      ),
    );
  withCommonOptions(program.command('snapshot [session]'))
    .description("keep what is in a session's worktree now")
    .action((session: string | undefined, options: CommonOptions) =>
      execute(options, async (context) =>
        (await import('../commands/history')).takeSnapshot(context, { session }),
      ),
    );
  withCommonOptions(program.command('restore <session@snapshot>'))
    .description("bring back what was in a session's worktree; what is there now is kept first")
    .option('--paths <path...>', 'only these files and folders')
    .option('--new', 'bring it back in a new worktree, at the commit that the snapshot was taken on')
    .option('--force', 'do it although the agent is at work')
    .option('--plan <id>', 'only if it is still just what a dry run showed')
    .option('--dry-run', 'only say what would be done')
    .action((reference: string, options: CommonOptions & RestoreOptions) =>
      execute(options, async (context) =>
        (await import('../commands/restore')).restore(context, reference, options),
      ),
    );
  withCommonOptions(program.command('undo'))
    .argument(
      '[operation]',
      'its number in "parallel-cc log" (default: the newest that can be undone)',
      amount,
    )
    .description('take back what the coordinator did: a release, a removal, a restore, a claim, a setting')
    .option('--force', 'put files back that were changed since')
    .option('--plan <id>', 'only if it is still just what a dry run showed')
    .option('--dry-run', 'only say what would be done')
    .action((operation: number | undefined, options: CommonOptions & UndoOptions) =>
      execute(options, async (context) =>
        (await import('../commands/undo')).undo(context, operation, options),
      ),
    );
}
