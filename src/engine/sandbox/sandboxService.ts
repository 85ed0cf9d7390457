import type { Readable } from 'node:stream';

/** What a new sandbox is made for. */
export interface SandboxRequest {
  readonly template: string;
  /** How long it lives unless its time is set anew, in milliseconds. At the end it is paused, not ended. */
  readonly timeoutMs: number;
  /** By which it is found again. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Whether it may connect to the Internet. */
  readonly internet: boolean;
  /** A port of this machine that it may connect to; null: none. */
  readonly machinePort: number | null;
}

/** Whoever makes sandboxes: the local runtime, E2B's cloud, or a service that speaks its protocol. */
export interface SandboxService {
  /** By what name what runs in its sandboxes reaches this machine; null: not at all. */
  readonly machine: string | null;
  /** What a sandbox costs by the hour, in US dollars. */
  readonly hourlyDollars: number;
  /** @throws CoordinatorError `sandboxUnavailable`, `sandboxKeyRefused`, `templateNotFound`. */
  create(request: SandboxRequest): Promise<Sandbox>;
  /** Reaches a sandbox, and lets it go on if it is paused. @throws CoordinatorError `sandboxGone`, `sandboxUnavailable`. */
  connect(id: string, timeoutMs: number): Promise<Sandbox>;
  /** The id of the sandbox with this metadata; null when there is none. */
  find(metadata: Readonly<Record<string, string>>): Promise<string | null>;
  state(id: string): Promise<'running' | 'paused' | 'gone'>;
  /** Ends it for good; one that is gone is fine. */
  kill(id: string): Promise<void>;
}

/** What a command in a sandbox printed. */
export interface SandboxOutput {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command in a sandbox whose output is followed. */
export interface FollowedCommand {
  /** Resolves when it has ended; rejects when the connection to it broke. */
  readonly ended: Promise<void>;
  /** Lets go of it. */
  stop(): void;
}

/**
 * A sandbox that runs. Paths are relative to its home folder. Every call may throw CoordinatorError `sandboxGone` or
 * `sandboxUnavailable`.
 */
export interface Sandbox {
  readonly id: string;
  /** Runs a line of the shell to its end. It must hold nothing but constants, numbers and words that were quoted. */
  run(line: string, timeoutMs?: number): Promise<SandboxOutput>;
  /** Runs a line of the shell whose output comes as it is printed. Bytes that are not UTF-8 come as U+FFFD. */
  follow(line: string, onText: (text: string) => Promise<void>): Promise<FollowedCommand>;
  write(path: string, content: string | Uint8Array): Promise<void>;
  read(path: string): Promise<Readable>;
  setTimeout(timeoutMs: number): Promise<void>;
  pause(): Promise<void>;
}
