import { parentPort } from 'node:worker_threads';
import { invariant } from '../../base/invariant';
import { evaluateShell } from '../../core/shell/evaluateShell';
import { languageRules } from '../../core/syntax/languages';
import { listSymbols } from '../../core/syntax/symbols';
import { Grammars } from './grammars';
import type { FromSyntax, SyntaxJob, ToSyntax } from './jobs';

/** The thread of the parser: answers one job after the other. */
invariant(parentPort !== null, 'the parser runs in a thread of its own');
const port = parentPort;
const grammars = new Grammars();
let chain: Promise<unknown> = Promise.resolve();

port.on('message', ({ id, job }: ToSyntax) => {
  chain = chain.then(async () => port.postMessage(await answer(id, job)));
});

async function answer(id: number, job: SyntaxJob): Promise<FromSyntax> {
  try {
    return { id, result: await run(job), error: null };
  } catch (error) {
    return {
      id,
      result: null,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

async function run(job: SyntaxJob): Promise<FromSyntax['result']> {
  if (job.kind === 'symbols') {
    const parse = await grammars.parser(job.language);
    return parse(job.text, (root) => listSymbols(root, languageRules[job.language]));
  }
  const { dialect } = job.question;
  const parse = await grammars.parser(dialect);
  return evaluateShell(job.question, parse);
}
