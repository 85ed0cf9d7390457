import type { Finding } from '../../core/semantics/finding';
import type { GitProcessOptions } from '../git/gitProcess';

/** A merge to be looked into. */
export interface SemanticTask {
  /** The commits: where the two parted, and the two. */
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  /** The merged tree; null when the two changed different files, so that it is plain what it is. */
  readonly merged: string | null;
  /** Files that conflict as text: what is in the merged tree is no program. */
  readonly conflicted: readonly string[];
}

/** What the thread is started with. */
export interface SemanticsWorkerData {
  readonly commonDir: string;
  /** The variables by which git finds the radar's objects. */
  readonly gitEnvironment: Readonly<Record<string, string>>;
  /** The process that runs git; null when git is run from this one. */
  readonly gitProcess: GitProcessOptions | null;
}

/** What the thread is asked. */
export interface ToSemantics {
  readonly id: number;
  readonly task: SemanticTask;
}

/** The answer; null when it failed. */
export interface FromSemantics {
  readonly id: number;
  readonly findings: readonly Finding[] | null;
  readonly error: string | null;
}
