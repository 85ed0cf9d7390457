import type { CommandResult } from '../context';
import { exitCodeOf } from '../exitCodes';
import { toCoordinatorError } from '../../core/errors';

/** Where a command's output goes. */
export interface OutputStreams {
  out(text: string): void;
  err(text: string): void;
}

/** Prints the result of a command and returns its exit code. */
export function printResult(result: CommandResult, json: boolean, streams: OutputStreams): number {
  if (json) streams.out(`${JSON.stringify(result.json, null, 2)}\n`);
  else if (result.text !== '') streams.out(`${result.text}\n`);
  return result.exitCode ?? 0;
}

/** Prints a failure, as the one JSON document or as a sentence on standard error, and returns its exit code. */
export function printFailure(thrown: unknown, json: boolean, streams: OutputStreams): number {
  const error = toCoordinatorError(thrown);
  const { code, message, hint = null } = error;
  if (json) streams.out(`${JSON.stringify({ error: { code, message, hint } }, null, 2)}\n`);
  else streams.err(`${error.text}\n`);
  return exitCodeOf(code);
}
