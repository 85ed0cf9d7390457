import { Command, CommanderError } from 'commander';
import { invalidInput } from '../core/errors';
import type { CommonOptions } from './context';
import { contextOf } from './context';
import { exitCodes, exitMeanings } from './exitCodes';
import type { ExitName } from './exitCodes';
import { addClaimCommands } from './groups/claimCommands';
import type { Run } from './groups/common';
import { addLandingCommands } from './groups/landingCommands';
import { addMergeCommands } from './groups/mergeCommands';
import { addSandboxCommands } from './groups/sandboxCommands';
import { addSessionCommands } from './groups/sessionCommands';
import { addSetupCommands } from './groups/setupCommands';
import { addTimelineCommands } from './groups/timelineCommands';
import { addViewCommands } from './groups/viewCommands';
import { addWorktreeCommands } from './groups/worktreeCommands';
import { addWorktreeSetupCommands } from './groups/worktreeSetupCommands';
import type { OutputStreams } from './output/print';
import { printFailure, printResult } from './output/print';
import { programVersion } from '../protocol/version';

const streams: OutputStreams = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
};

const groups = [
  addViewCommands,
  addSessionCommands,
  addClaimCommands,
  addTimelineCommands,
  addLandingCommands,
  addWorktreeCommands,
  addWorktreeSetupCommands,
  addSetupCommands,
  addSandboxCommands,
  addMergeCommands,
];

/** Runs the command that the arguments name, `status` where there are none, and returns the exit code. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const program = new Command('parallel-cc');
  let exitCode = 0;
  const execute = async (options: CommonOptions, run: Run): Promise<void> => {
    exitCode = await executeCommand(options, run);
  };
  describeProgram(program, args);
  for (const add of groups) add(program, execute);
  try {
    await program.parseAsync(args.length === 0 ? ['status'] : [...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return usageCode(error, args);
    return printFailure(error, wantsJson(args), streams);
  }
}

async function executeCommand(options: CommonOptions, run: Run): Promise<number> {
  const json = options.json === true;
  try {
    const result = await run(contextOf(options));
    return typeof result === 'number' ? result : printResult(result, json, streams);
  } catch (error) {
    return printFailure(error, json, streams);
  }
}

function describeProgram(program: Command, args: readonly string[]): void {
  program
    .description('Runs many AI coding agents on one repository: worktrees, claims, and what would conflict.')
    .version(programVersion, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeErr: (text) => (wantsJson(args) ? undefined : process.stderr.write(text)) })
    .showSuggestionAfterError()
    .addHelpText('after', `\nExit codes:\n${exitCodeTable()}\n\n${environmentHelp}`);
}

const environmentHelp = `Environment:
  PARALLEL_CC_SESSION_ID  the session that commands are about, set for agents
  PARALLEL_CC_CLAUDE      path of Claude Code's program, where it is not "claude" on the PATH
  PARALLEL_CC_STRICT=1    deny an agent's write when it could not be checked
  NO_COLOR=1              no colours`;

function exitCodeTable(): string {
  const names = Object.keys(exitCodes) as ExitName[];
  return names.map((name) => `  ${String(exitCodes[name]).padStart(3)}  ${exitMeanings[name]}`).join('\n');
}

// Help and version end with a CommanderError too, of exit code 0.
function usageCode(error: CommanderError, args: readonly string[]): number {
  if (error.exitCode === 0) return exitCodes.ok;
  if (!wantsJson(args)) return exitCodes.usage;
  const reason = error.message.replace(/^error: /, '').replace(/\.$/, '');
  return printFailure(invalidInput('the command line', reason, 'See parallel-cc --help.'), true, streams);
}

function wantsJson(args: readonly string[]): boolean {
  return args.includes('--json');
}
