import type { Command } from 'commander';
import type { DriverOptions } from '../commands/mergeDriver';
import type { MergeFileOptions } from '../commands/mergeFile';
import { printFailure } from '../output/print';
import type { CommandContext, CommonOptions } from '../context';
import { amount } from './arguments';
import type { Execute } from './common';

/** Declares the commands that merge files, in a repository or not. What they do is loaded when they run. */
export function addMergeCommands(program: Command, execute: Execute): void {
  program
    .command('merge-file')
    .description(
      'merge three versions of a file by their syntax: exits with 0 when clean, 1 with conflicts, 2 on failure',
    )
    .option('--base <file>', 'the version that both sides started from')
    .option('--ours <file>', 'the version of one side')
    .option('--theirs <file>', 'the version of the other side')
    .option('--path <path>', 'the path that tells the language (default: that of --ours)')
    .option('-o, --output <file>', 'where the result goes (default: standard output)')
    .option(
      '--batch',
      'read {base, ours, theirs, path, out} from standard input, a JSON object a line, and answer each',
    )
    .option('--json', 'print one JSON document')
    .action((options: CommonOptions & MergeFileOptions) =>
      execute(options, (context) =>
        orFailure(context, async () => (await import('../commands/mergeFile')).mergeFile(context, options)),
      ),
    );
  program
    .command('merge-driver')
    .description(
      'merge as git asks of a driver in .gitattributes: parallel-cc merge-driver %O %A %B %P -L %L',
    )
    .argument('<base>', "git's %O")
    .argument('<ours>', "git's %A, which the result replaces")
    .argument('<theirs>', "git's %B")
    .argument('<path>', "git's %P")
    .option('-L, --marker-size <n>', 'how many characters a conflict marker has', amount)
    .action((base: string, ours: string, theirs: string, path: string, options: DriverOptions) =>
      execute({}, (context) =>
        orFailure(context, async () =>
          (await import('../commands/mergeDriver')).mergeDriver(
            context,
            { base, ours, theirs, path },
            options,
          ),
        ),
      ),
    );
}

/** A failure has an exit code of its own here: 1 says that there are conflicts. */
async function orFailure({ json }: CommandContext, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    printFailure(error, json, {
      out: (text) => process.stdout.write(text),
      err: (text) => process.stderr.write(text),
    });
    return 2;
  }
}
