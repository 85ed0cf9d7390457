import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Logger } from '../../base/logger';
import type { Compiled } from './compiled';
import { toProgram } from './compiled';

/** A program that takes longer to compile, in milliseconds, is loaded without. */
const longestMs = 10_000;

const loaded = new Map<string, Promise<unknown>>();

/**
 * Loads a program of the `dist` folder as `require` would, once, but has it compiled in a thread: for a large one that
 * takes some 50 ms, in which no other extension could do anything. What it exports is `T`.
 */
export async function loadProgram<T>(distDir: string, name: string, logger: Logger): Promise<T> {
  const file = join(distDir, name);
  const program = loaded.get(file) ?? load(file, join(distDir, 'compileWorker.js'), logger);
  loaded.set(file, program);
  try {
    return (await program) as T;
  } catch (error) {
    loaded.delete(file);
    throw error;
  }
}

async function load(file: string, workerFile: string, logger: Logger): Promise<unknown> {
  let compiled: Compiled;
  try {
    compiled = await compileAside(file, workerFile);
  } catch (error) {
    logger.log('warn', 'a program is compiled in place', { file, why: String(error) });
    return createRequire(file)(file) as unknown;
  }
  // What the program itself throws is not tried again.
  return run(file, compiled);
}

async function compileAside(file: string, workerFile: string): Promise<Compiled> {
  const worker = new Worker(workerFile, { workerData: file, name: 'parallel-cc compiler' });
  try {
    const told = await once(worker, 'message', { signal: AbortSignal.timeout(longestMs) });
    return told[0] as Compiled;
  } finally {
    void worker.terminate();
  }
}

function run(file: string, compiled: Compiled): unknown {
  const module = { exports: {} as unknown };
  toProgram(file, compiled)(module.exports, createRequire(file), module, file, dirname(file));
  return module.exports;
}
