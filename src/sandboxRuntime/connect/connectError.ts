/** The error codes of the Connect protocol that this service uses. */
export type ConnectCode =
  | 'invalid_argument'
  | 'unauthenticated'
  | 'permission_denied'
  | 'not_found'
  | 'already_exists'
  | 'failed_precondition'
  | 'resource_exhausted'
  | 'deadline_exceeded'
  | 'unimplemented'
  | 'internal';

/** A failure that is told to the client of a procedure. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';

  constructor(
    readonly code: ConnectCode,
    message: string,
  ) {
    super(message);
  }
}

/** The HTTP status that a code has in the answer to a unary call (https://connectrpc.com/docs/protocol). */
export const statusOfCode: Readonly<Record<ConnectCode, number>> = {
  invalid_argument: 400,
  unauthenticated: 401,
  permission_denied: 403,
  not_found: 404,
  already_exists: 409,
  failed_precondition: 400,
  resource_exhausted: 429,
  deadline_exceeded: 504,
  unimplemented: 501,
  internal: 500,
};

/** Makes any failure one that the client may see; what the system says of a file or program keeps its meaning. */
export function toConnectError(error: unknown): ConnectError {
  if (error instanceof ConnectError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new ConnectError(codeOfErrno[code ?? ''] ?? 'internal', message);
}

const codeOfErrno: Readonly<Record<string, ConnectCode>> = {
  ENOENT: 'not_found',
  ESRCH: 'not_found',
  EEXIST: 'already_exists',
  ENOTEMPTY: 'already_exists',
  ENOTDIR: 'invalid_argument',
  EISDIR: 'invalid_argument',
  EINVAL: 'invalid_argument',
  ENAMETOOLONG: 'invalid_argument',
  ELOOP: 'invalid_argument',
  EACCES: 'permission_denied',
  EPERM: 'permission_denied',
  EROFS: 'permission_denied',
  ENOSPC: 'resource_exhausted',
  EDQUOT: 'resource_exhausted',
  EMFILE: 'resource_exhausted',
  EAGAIN: 'resource_exhausted',
};
