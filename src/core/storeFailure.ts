import { CoordinatorError, storeUnavailable } from './errors';

/** Says why what is at a path cannot be read or saved; what users may see already stays as it is. */
export function storeFailure(path: string, error: unknown): CoordinatorError {
  return error instanceof CoordinatorError ? error : storeUnavailable(path, diskTrouble(error), error);
}

/** Why a file operation failed, as a part of a sentence. */
export function diskTrouble(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC') return 'the disk is full';
  if (code === 'EDQUOT') return 'the disk quota is used up';
  if (code === 'EIO') return 'the disk reports an error';
  if (code === 'EROFS') return 'the file system is read-only';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return error instanceof Error ? error.message : String(error);
}
