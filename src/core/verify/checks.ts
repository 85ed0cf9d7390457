import type { SetupCommand } from '../setup/recipe';
import { commandText } from '../setup/recipe';

/** A check of the project's own: a command, and what it stands for where that is a script. */
export interface Check {
  readonly command: SetupCommand;
  /** The text of the script that the command runs; null where the command says all. */
  readonly script: string | null;
  /** The file that it was found in. */
  readonly file: string;
}

/** What came of running the checks on a tree. */
export type CheckResult =
  | { readonly outcome: 'green' }
  | {
      readonly outcome: 'red';
      /** The command that failed, as people are shown it. */
      readonly command: string;
      /** Null where it was ended: it took too long, or a signal came. */
      readonly exitCode: number | null;
      /** Whether it was ended because it took too long. */
      readonly timedOut: boolean;
      /** The end of what it printed. */
      readonly tail: string;
      /** The file that has all it printed. */
      readonly logPath: string;
    }
  /** They could not be run. `why` is sentences: what is missing, and what to do. */
  | { readonly outcome: 'unavailable'; readonly why: string };

/** What is trusted when a user trusts checks: every command, and every character of the scripts that they run. */
export function checksText(checks: readonly Check[]): string {
  return JSON.stringify(['checks', checks.map(({ command, script }) => [command, script])]);
}

/** Says in a sentence what failed. */
export function describeRed({
  command,
  exitCode,
  timedOut,
}: CheckResult & { readonly outcome: 'red' }): string {
  if (timedOut) return `"${command}" did not end in time.`;
  return exitCode === null
    ? `"${command}" was ended by a signal.`
    : `"${command}" failed with exit code ${exitCode}.`;
}

/** Lists checks for people, a line each. */
export function checkLines(checks: readonly Check[]): string[] {
  return checks.map(({ command, script }) => (script === null ? commandText(command) : `${commandText(command)}  (${script})`)); // prettier-ignore
}
