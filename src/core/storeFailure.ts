import { CoordinatorError, notPermitted, storeUnavailable } from './errors';

/** Says why what is at a path cannot be read or saved; what users may see already stays as it is. */
export function storeFailure(path: string, error: unknown): CoordinatorError {
  return error instanceof CoordinatorError ? error : storeUnavailable(path, diskTrouble(error), error);
}

/** Says why nothing can be written at a path: the disk has no room or is broken, or it is not permitted. @param what as in "Cannot create the folder …". */
export function unwritable(what: string, path: string, error: unknown): CoordinatorError {
  return isDiskTrouble(error) ? storeFailure(path, error) : notPermitted(what, path, error);
}

/** Whether a file operation failed because the disk has no room left for this user, or is broken. */
export function isDiskTrouble(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EIO';
}

/** Why a file operation failed, as a part of a sentence. */
export function diskTrouble(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ENOSPC') return 'the disk is full';
  if (code === 'EDQUOT') return 'the disk quota is used up';
  if (code === 'EIO') return 'the disk reports an error';
  if (code === 'EROFS') return 'the file system is read-only';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return error instanceof Error ? error.message : String(error);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
