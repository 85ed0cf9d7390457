import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '../../base/invariant';
import { Git } from '../git/git';
import { gitRunner } from '../git/gitProcess';
import { Grammars } from '../syntax/grammars';
import { SemanticChecker } from './checker';
import type { FromSemantics, SemanticsWorkerData, ToSemantics } from './jobs';

/** The thread that looks into merges: one after the other. */
invariant(parentPort !== null, 'the semantic checks run in a thread of their own');
const port = parentPort;
const { commonDir, gitEnvironment, gitProcess } = workerData as SemanticsWorkerData;
const checker = new SemanticChecker(
  new Git(commonDir, gitEnvironment, gitRunner(gitProcess)),
  new Grammars(),
);
let chain: Promise<unknown> = Promise.resolve();

port.on('message', (message: ToSemantics) => {
  chain = chain.then(async () => port.postMessage(await answer(message)));
});

async function answer({ id, task }: ToSemantics): Promise<FromSemantics> {
  try {
    return { id, findings: await checker.check(task), error: null };
  } catch (error) {
    return {
      id,
      findings: null,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}
