import type { Command } from 'commander';
import { Option } from 'commander';
import type { LandMethod } from '../../core/landing/entry';
import type { LandOptions } from '../commands/land';
import type { LandingsOptions } from '../commands/landings';
import type { MergeStatusOptions, WatchMergesOptions } from '../commands/merges';
import type { RebaseOptions } from '../commands/rebase';
import type { VerifyOptions } from '../commands/verify';
import type { CommonOptions } from '../context';
import { amount, seconds } from './arguments';
import type { Execute } from './common';
import { withCommonOptions } from './common';

/** Declares the commands that bring finished sessions into their targets. What they do is loaded when they run. */
export function addLandingCommands(program: Command, execute: Execute): void {
  addLand(program, execute);
  addVerify(program, execute);
  addMerges(program, execute);
  withCommonOptions(program.command('rebase <session>'))
    .description("move the commits of a session's branch onto its target, if none of them conflicts")
    .option('--onto <branch>', 'onto another branch')
    .option('--dry-run', 'only say what would happen')
    .option('--force', 'also while its agent is at work')
    .action((session: string, options: CommonOptions & RebaseOptions) =>
      execute(options, async (context) =>
        (await import('../commands/rebase')).rebase(context, session, options),
      ),
    );
}

function addMerges(program: Command, execute: Execute): void {
  const declareWatch = (command: Command): Command =>
    withCommonOptions(command)
      .description('tell which branches get into their targets, whichever way')
      .option('--once', 'only of those that were not told yet')
      .option('--interval <seconds>', 'how often to look', seconds, 60)
      .option('--fetch', 'fetch from the remotes first')
      .action((options: CommonOptions & WatchMergesOptions) =>
        execute(options, async (context) =>
          (await import('../commands/merges')).watchMerges(context, options),
        ),
      );
  const declareStatus = (command: Command): Command =>
    withCommonOptions(command)
      .description('show the merges that were seen')
      .option('--branch <branch>', 'only those of a branch')
      .option('--limit <n>', 'how many', amount, 20)
      .option('--subscriptions', 'show who waits for one instead')
      .action((options: CommonOptions & MergeStatusOptions) =>
        execute(options, async (context) =>
          (await import('../commands/merges')).mergeStatus(context, options),
        ),
      );
  declareWatch(program.command('watch').description('follow what goes on').command('merges'));
  declareStatus(program.command('merge').description('what was merged').command('status'));
  declareWatch(program.command('watch-merges', { hidden: true }));
  declareStatus(program.command('merge-status', { hidden: true }));
}

function addLand(program: Command, execute: Execute): void {
  const methods = ['merge', 'squash', 'rebase'] satisfies LandMethod[];
  withCommonOptions(program.command('land [sessions...]'))
    .description('bring finished sessions into their targets, checked, in an order with few conflicts')
    .option('--all-done', 'all whose turn has ended and that have something to land')
    .option('--onto <branch>', 'the branch that they land in (default: the one that each is meant for)')
    .addOption(
      new Option('--method <way>', 'how they land (default: as the setting landMethod says)').choices(
        methods,
      ),
    ) // prettier-ignore
    .option('--in-order', 'land them in the order in which they are named')
    .option('--no-verify', "land without running the project's checks")
    .option('--dry-run', 'only show what would land, and in which order')
    .option('--no-wait', 'do not wait until they have landed')
    .action((sessions: string[], options: CommonOptions & LandOptions) =>
      execute(options, async (context) =>
        (await import('../commands/land')).land(context, sessions, options),
      ),
    );
  withCommonOptions(program.command('landings'))
    .description('show the landing queue')
    .option('--cancel', 'take everything out of it that has not landed')
    .action((options: CommonOptions & LandingsOptions) =>
      execute(options, async (context) => (await import('../commands/landings')).landings(context, options)),
    );
}

function addVerify(program: Command, execute: Execute): void {
  const verify = program
    .command('verify')
    .description("show and confirm the project's own checks, which must pass before anything lands")
    .enablePositionalOptions();
  const withBranch = (command: Command): Command =>
    withCommonOptions(command).option('--branch <branch>', 'the branch whose checks are meant');
  withBranch(verify.command('show', { isDefault: true }))
    .description('show which checks would run')
    .action((options: CommonOptions & VerifyOptions) =>
      execute(options, async (context) => (await import('../commands/verify')).showChecks(context, options)),
    );
  withBranch(verify.command('trust'))
    .description('allow these checks to run, as they are now')
    .addOption(new Option('--yes', 'do not ask').conflicts('never'))
    .option('--never', 'refuse them instead, until they change')
    .action((options: CommonOptions & VerifyOptions) =>
      execute(options, async (context) => (await import('../commands/verify')).trustChecks(context, options)),
    );
  withBranch(verify.command('forget'))
    .description('ask again before these checks run')
    .action((options: CommonOptions & VerifyOptions) =>
      execute(options, async (context) =>
        (await import('../commands/verify')).forgetChecks(context, options),
      ),
    );
}
