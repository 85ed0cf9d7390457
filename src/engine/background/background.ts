import { startProcess } from './process';
import type { BackgroundOptions, BackgroundPlace, BackgroundProgram } from './program';
import { startThread } from './thread';

/** Starts a background program. */
export function startBackground<In, Out>(
  place: BackgroundPlace,
  options: BackgroundOptions<Out>,
): BackgroundProgram<In> {
  return place === 'thread' ? startThread(options) : startProcess(options);
}
