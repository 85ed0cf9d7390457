// The program of the small process that runs git for a coordinator (see gitProcess.ts).
import { describeFailure } from './failure';
import { localRunner } from './localRunner';
import type { FromGitProcess, GitProcessAnswer, ToGitProcess } from './processMessages';

type Order = Exclude<ToGitProcess, { readonly kind: 'cancel' }>;

const running = new Map<number, AbortController>();

process.on('message', (message: ToGitProcess) => {
  if (message.kind === 'cancel') running.get(message.id)?.abort();
  else void answer(message);
});
// A coordinator that has ended, or been killed, asks for nothing more.
process.on('disconnect', () => process.exit());
tell({ kind: 'ready' });

async function answer(order: Order): Promise<void> {
  const { id, args } = order;
  const controller = new AbortController();
  running.set(id, controller);
  try {
    tell(await run(order, controller.signal));
  } catch (error) {
    const { code, message, hint, details } = describeFailure(args, error);
    tell({ kind: 'failed', id, code, message, hint, details });
  } finally {
    running.delete(id);
  }
}

async function run(order: Order, signal: AbortSignal): Promise<GitProcessAnswer> {
  const { id } = order;
  if (order.kind === 'text') return { kind: 'text', id, text: await localRunner.text(order, signal) };
  return { kind: 'exit', id, ...(await localRunner.run(order, order.input, signal)) };
}

function tell(message: FromGitProcess): void {
  // Nobody is left to be told when this fails.
  process.send?.(message, undefined, undefined, () => undefined);
}
