import { join } from 'node:path';
import type { Logger } from '../base/logger';
import type { MergeInput, MergeResult } from '../core/merging/merge';
import { Syntax } from '../engine/syntax/syntax';

/** Merges files in a thread of its own, without a coordinator or a repository. */
export interface Merger extends AsyncDisposable {
  merge(input: MergeInput): Promise<MergeResult>;
}

/** A thread that has to be started by a program that does nothing else may take its time, in milliseconds. */
const startMs = 20_000;

/** Makes a merger ready; a program of its own, dist/merging.js. */
export function openMerger(distDir: string, logger: Logger): Merger {
  const syntax = new Syntax({ workerFile: join(distDir, 'syntaxWorker.js'), logger, startMs });
  return { merge: (input) => syntax.merge(input), [Symbol.asyncDispose]: () => syntax.dispose() };
}
