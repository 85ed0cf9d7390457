import type { CoordinatorError } from '../../core/errors';
import { fromWireError } from '../../protocol/wire';

/**
 * Makes this program's own `CoordinatorError` of one that dist/host.js threw: that is a program of its own, with its
 * own copy of the class. Anything else is handed back as it is.
 */
export function ownError(error: unknown): unknown {
  return isCoordinatorError(error) ? fromWireError(withoutUndefined(error)) : error;
}

function isCoordinatorError(error: unknown): error is CoordinatorError {
  return error instanceof Error && error.name === 'CoordinatorError' && 'code' in error && 'details' in error;
}

function withoutUndefined({
  code,
  message,
  hint,
  details,
}: CoordinatorError): Parameters<typeof fromWireError>[0] {
  return { code, message, details, ...(hint === undefined ? {} : { hint }) };
}
