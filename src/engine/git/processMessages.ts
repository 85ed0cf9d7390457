import type { ErrorCode } from '../../core/errors';
import type { GitOrder } from './runner';

/** What the process that runs git is told. */
export type ToGitProcess =
  | ({ readonly kind: 'text'; readonly id: number } & GitOrder)
  | ({ readonly kind: 'run'; readonly id: number; readonly input: string | Uint8Array } & GitOrder)
  | { readonly kind: 'cancel'; readonly id: number };

/** A command that could be run. */
export type GitProcessAnswer =
  | { readonly kind: 'text'; readonly id: number; readonly text: string }
  | {
      readonly kind: 'exit';
      readonly id: number;
      readonly code: number;
      readonly stdout: Uint8Array;
      readonly stderr: string;
    };

/** One that could not. */
export interface GitProcessFailure {
  readonly kind: 'failed';
  readonly id: number;
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What it tells; first of all that it is ready. */
export type FromGitProcess = GitProcessAnswer | GitProcessFailure | { readonly kind: 'ready' };
