import type { Command } from 'commander';
import { Option } from 'commander';
import type { ClaimOptions } from '../commands/claim';
import type { ClaimsOptions } from '../commands/claims';
import type { UnclaimOptions } from '../commands/unclaim';
import type { CommonOptions } from '../context';
import { minutes } from './arguments';
import type { Execute } from './common';
import { withCommonOptions } from './common';

/** Declares the commands about claims. What they do is loaded when they run. */
export function addClaimCommands(program: Command, execute: Execute): void {
  withCommonOptions(program.command('claims'))
    .description('list the claimed files')
    .option('--session <session>', 'only those of a session')
    .option('--file <text>', 'only files whose path contains this')
    .action((options: CommonOptions & ClaimsOptions) =>
      execute(options, async (context) => (await import('../commands/claims')).claims(context, options)),
    );
  withCommonOptions(program.command('claim <paths...>'))
    .description('claim files for a session; exits with 4 when one is denied')
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
    .action((paths: string[], options: CommonOptions & ClaimOptions) =>
      execute(options, async (context) => (await import('../commands/claim')).claim(context, paths, options)),
    );
  withCommonOptions(program.command('unclaim <claims...>'))
    .description('release claims, named by id or by path')
    .option('--session <session>', 'only if this session holds them (default: PARALLEL_CC_SESSION_ID)')
    .option('--force', 'release them whoever holds them')
    .action((claims: string[], options: CommonOptions & UnclaimOptions) =>
      execute(options, async (context) =>
        (await import('../commands/unclaim')).unclaim(context, claims, options),
      ),
    );
}
