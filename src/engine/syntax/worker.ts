import { parentPort } from 'node:worker_threads';
import { invariant } from '../../base/invariant';
import { evaluateShell } from '../../core/shell/evaluateShell';
import type { MergeInput, MergeResult } from '../../core/merging/merge';
import { mergeFile } from '../../core/merging/mergeFile';
import { mergeByText } from '../../core/merging/textMerge';
import type { Language } from '../../core/syntax/languages';
import { languageRules } from '../../core/syntax/languages';
import type { SymbolSpan } from '../../core/syntax/symbols';
import { listSymbols } from '../../core/syntax/symbols';
import { mergeGrammarOf } from '../../core/syntax/grammars/mergeGrammars';
import { touchedSymbols } from '../../core/syntax/touchedSymbols';
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
  switch (job.kind) {
    case 'symbols':
      return symbolsOf(job.language, job.text);
    case 'touched':
      return touchedSymbols(
        { text: job.before, symbols: await symbolsOf(job.language, job.before) },
        { text: job.after, symbols: await symbolsOf(job.language, job.after) },
      );
    case 'merge':
      return job.byLines ? mergeByText(job.input, 'size') : merge(job.input);
    case 'shellWrites':
      return evaluateShell(job.question, await grammars.parser(job.question.dialect));
  }
}

async function symbolsOf(language: Language, text: string): Promise<SymbolSpan[]> {
  const parse = await grammars.parser(language);
  return parse(text, (root) => listSymbols(root, languageRules[language]));
}

async function merge(input: MergeInput): Promise<MergeResult> {
  const grammar = mergeGrammarOf(input.path);
  return mergeFile(input, grammar === null ? null : await grammars.parser(grammar.grammar));
}
