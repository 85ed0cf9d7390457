import type { Command } from 'commander';
import { Option } from 'commander';
import type { ClaimOptions } from '../commands/claim';
import type { ClaimsOptions } from '../commands/claims';
import type { NextOptions } from '../commands/next';
import type { UnclaimOptions } from '../commands/unclaim';
import type { CommonOptions } from '../context';
import { firstNumber, minutes, seconds } from './arguments';
import type { Execute } from './common';
import { withCommonOptions } from './common';

/** Declares the commands about claims. What they do is loaded when they run. */
export function addClaimCommands(program: Command, execute: Execute): void {
  withCommonOptions(program.command('claims'))
    .description('list what is claimed, and who waits for it')
    .option('--session <session>', 'only those of a session')
    .option('--file <text>', 'only files whose path contains this')
    .action((options: CommonOptions & ClaimsOptions) =>
      execute(options, async (context) => (await import('../commands/claims')).claims(context, options)),
    );
  withCommonOptions(program.command('claim <targets...>'))
    .description(
      'claim files, folders (src/), globs, symbols (src/a.ts#name) or names (port:3000) for a session; exits with 4 when one is denied',
    )
    .addOption(
      new Option('--mode <mode>', 'how much it keeps others out')
        .choices(['exclusive', 'shared', 'intent'])
        .default('exclusive'),
    )
    .option(
      '--session <session>',
      'who claims (default: PARALLEL_CC_SESSION_ID, or the one at work in this folder)',
    )
    .option('--reason <text>', 'why, for the others')
    .option('--minutes <n>', 'how long it lasts without a sign of life', minutes)
    .option('--wait <seconds>', 'wait in the queue for what others hold', seconds)
    .option('--ask', 'ask the holders of what is denied to hand it over')
    .option('--weaken', 'make a claim of your own weaker, if it is stronger than --mode')
    .action((targets: string[], options: CommonOptions & ClaimOptions) =>
      execute(options, async (context) =>
        (await import('../commands/claim')).claim(context, targets, options),
      ),
    );
  withCommonOptions(program.command('unclaim <claims...>'))
    .description('release claims, named by id or by what they are on')
    .option('--session <session>', 'only if this session holds them (default: PARALLEL_CC_SESSION_ID)')
    .option('--force', 'release them whoever holds them')
    .option('--to <session>', 'hand them over to another session instead')
    .action((claims: string[], options: CommonOptions & UnclaimOptions) =>
      execute(options, async (context) =>
        (await import('../commands/unclaim')).unclaim(context, claims, options),
      ),
    );
  withCommonOptions(program.command('next <sequence>'))
    .description('take the next number of a sequence, such as "migrations", which nobody else gets')
    .option('--from <n>', 'the least number that will do', firstNumber)
    .option('--session <session>', 'who takes it (default: PARALLEL_CC_SESSION_ID)')
    .action((sequence: string, options: CommonOptions & NextOptions) =>
      execute(options, async (context) =>
        (await import('../commands/next')).next(context, sequence, options),
      ),
    );
}
