import { CoordinatorError } from '../core/errors';
import type { ErrorCode } from '../core/errors';

/**
 * Version of the protocol between clients and host. The first number must be equal on both sides; the second grows
 * when something is added that an older side can do without. Framing, `hello` and `handOver` never change, so that
 * every version can ask every other to leave.
 */
export const protocolVersion = '1.1';

/** Hosts before this one pass over parameters that they do not know; since then they refuse the call. */
export const strictSince = '1.1';

/** A failure as it travels: what `CoordinatorError` holds, less its cause. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A client's question; `id` is unique on its connection. Messages are JSON, one a line. */
export interface WireRequest {
  readonly id: number;
  /** Tells the call from all others for good: the same when it is repeated, on whatever connection. */
  readonly requestId?: string;
  readonly method: string;
  readonly params: unknown;
}

/** The answer to the request with the same id: exactly one of `result` and `error` is there. */
export interface WireResponse {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: WireError;
}

/** Something the host tells a client that did not ask for it just now. */
export interface WireNotification {
  readonly event: string;
  readonly params: unknown;
}

/** Any message on the wire. */
export type WireMessage = WireRequest | WireResponse | WireNotification;

/** The longest line that is accepted, in UTF-16 units: enough for any snapshot, far too little to exhaust memory. */
export const longestLine = 32 * 1024 * 1024;

/** Strips a failure for the wire. */
export function toWireError(error: CoordinatorError): WireError {
  return {
    code: error.code,
    message: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    details: error.details,
  };
}

/** Rebuilds a failure that came over the wire. */
export function fromWireError(error: WireError): CoordinatorError {
  return new CoordinatorError(error.code, error.message, {
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.details === undefined ? {} : { details: error.details }),
  });
}

/** Says whether two protocol versions understand each other. */
export function compatibleVersions(one: string, other: string): boolean {
  return one.split('.')[0] === other.split('.')[0];
}
