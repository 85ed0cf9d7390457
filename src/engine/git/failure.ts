import { CoordinatorError, gitFailed, gitMissing } from '../../core/errors';

/** Says of a command that could not be run, or that simple-git takes for failed, what went wrong. */
export function describeFailure(args: readonly string[], error: unknown): CoordinatorError {
  if (error instanceof CoordinatorError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  return code === 'ENOENT' || message.includes('spawn git ENOENT')
    ? gitMissing(error)
    : gitFailed(args, message, error);
}
