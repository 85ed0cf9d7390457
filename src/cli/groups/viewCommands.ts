import type { Command } from 'commander';
import type { ConflictsOptions } from '../commands/conflicts';
import type { ExplainOptions } from '../commands/explainConflicts';
import type { StatusOptions } from '../commands/status';
import type { CommonOptions } from '../context';
import { amount } from './arguments';
import type { Execute } from './common';
import { withCommonOptions } from './common';

/** Declares the commands that show what is going on. What they do is loaded when they run. */
export function addViewCommands(program: Command, execute: Execute): void {
  withCommonOptions(program.command('status'))
    .description('show who works where')
    .option('--fresh', 'wait until the radar has seen what is on disk now')
    .option('--all', 'show sessions that have ended too')
    .action((options: CommonOptions & StatusOptions) =>
      execute(options, async (context) => (await import('../commands/status')).status(context, options)),
    );
  const conflicts = withCommonOptions(program.command('conflicts'));
  conflicts
    .description('show what would conflict if the sessions merged now')
    .option('--session <session>', 'only those of a session')
    .option('--file <text>', 'only files whose path contains this')
    .option('--no-wait', 'show what the radar saw last, without waiting for a new look')
    .option('--show', 'show the files as a merge would leave them, with conflict markers')
    .option('--exit-code', 'exit with 5 when there are conflicts')
    .action((options: CommonOptions & ConflictsOptions) =>
      execute(options, async (context) =>
        (await import('../commands/conflicts')).conflicts(context, options),
      ),
    );
  withCommonOptions(conflicts.command('explain'))
    .argument('<file|id>', 'a file that conflicts, or the id of a conflict')
    .description('say what happened, show the lines of both sides, and what to do')
    .option('--no-wait', 'explain what the radar saw last, without waiting for a new look')
    .option('--merged', 'print the merged text of what can be merged without a decision')
    .action((target: string, options: CommonOptions & ExplainOptions) =>
      execute(options, async (context) =>
        (await import('../commands/explainConflicts')).explainConflicts(context, target, options),
      ),
    );
  withCommonOptions(program.command('log').alias('operations'))
    .description('show what the coordinator did, newest first')
    .option('--limit <n>', 'how many entries', amount, 30)
    .action((options: CommonOptions & { readonly limit: number }) =>
      execute(options, async (context) => (await import('../commands/log')).log(context, options)),
    );
  withCommonOptions(program.command('doctor'))
    .description('check that everything works, and say what to do where it does not')
    .option('--dismiss', 'take note of what was repaired or lost, so that it is told no more')
    .action((options: CommonOptions & { readonly dismiss?: true }) =>
      execute(options, async (context) => {
        const { dismissRepairs, doctor } = await import('../commands/doctor');
        return options.dismiss === true ? dismissRepairs(context) : doctor(context);
      }),
    );
}
