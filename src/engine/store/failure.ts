import { CoordinatorError, storeUnavailable } from '../../core/errors';

/** Says why a state cannot be read or saved; what users may see already stays as it is. */
export function storeFailure(dir: string, error: unknown): CoordinatorError {
  return error instanceof CoordinatorError ? error : storeUnavailable(dir, reason(error), error);
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC') return 'the disk is full';
  if (code === 'EDQUOT') return 'the disk quota is used up';
  if (code === 'EROFS') return 'the file system is read-only';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return error instanceof Error ? error.message : String(error);
}
