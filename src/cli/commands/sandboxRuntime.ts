import { join } from 'node:path';
import type { RuntimeStatus } from '../../sandboxRuntime/control/runtimeStatus';
import { runtimeStatus } from '../../sandboxRuntime/control/runtimeStatus';
import { startRuntime } from '../../sandboxRuntime/control/startRuntime';
import { stopRuntime } from '../../sandboxRuntime/control/stopRuntime';
import { runtimeHome } from '../../sandboxRuntime/control/runtimeHome';
import type { CommandContext, CommandResult } from '../context';
import { table } from '../output/table';
import { count, printable } from '../output/text';
import { until } from '../output/time';

/** The options of `sandbox-runtime start`. */
export interface StartOptions {
  readonly notIsolated?: boolean;
}

/** The options of `sandbox-runtime stop`. */
export interface StopOptions {
  readonly kill?: boolean;
  readonly keep?: boolean;
}

/** Starts the local sandbox runtime. JSON: `{ url, apiKey, pid, isolation, limitedBy }`; the key is for who asks with `--json`. */
export async function start(options: StartOptions): Promise<CommandResult> {
  const program = join(__dirname, 'sandboxRuntime.js');
  const state = await startRuntime(runtimeHome(), program, options.notIsolated !== true);
  const { url, apiKey, isolation, limitedBy } = state;
  const { pid } = state.process;
  return {
    json: { url, apiKey, pid, isolation, limitedBy },
    text: `The sandbox runtime serves ${url} (pid ${pid}). ${describeIsolation(isolation, limitedBy)}`,
  };
}

/** Stops the local sandbox runtime. JSON: `{ stopped }`, false when none ran. */
export async function stop({ kill, keep }: StopOptions): Promise<CommandResult> {
  const remains = kill === true ? 'kill' : keep === true ? 'keep' : 'none';
  const stopped = await stopRuntime(runtimeHome(), remains);
  return {
    json: { stopped },
    text: stopped ? 'The sandbox runtime has stopped.' : 'No sandbox runtime runs.',
  };
}

/** Shows how the local sandbox runtime is. JSON: `RuntimeStatus`. */
export async function status(context: CommandContext): Promise<CommandResult> {
  const found = await runtimeStatus(runtimeHome());
  return { json: found, text: found.running ? describe(found, context) : 'No sandbox runtime runs.' };
}

function describe(found: RuntimeStatus, { now, columns, style }: CommandContext): string {
  const head = `The sandbox runtime serves ${found.url ?? ''} (pid ${found.pid ?? 0}).`;
  const isolation = describeIsolation(found.isolation ?? 'none', found.limitedBy ?? 'nothing');
  const lines = [`${head} ${isolation}`, `Templates: ${found.templates.map(printable).join(', ')}`];
  if (found.sandboxes.length === 0) return [...lines, 'No sandboxes.'].join('\n');
  const rows = found.sandboxes.map((one) => [
    one.id,
    printable(one.template),
    one.state === 'paused' && !one.hasProcesses ? 'paused, files only' : one.state,
    one.state === 'running' ? until(Date.parse(one.endAt), now) : '',
  ]);
  const titles = ['SANDBOX', 'TEMPLATE', 'STATE', 'ENDS'].map((title) => style.faint(title));
  return [...lines, `${count(rows.length, 'sandbox', 'sandboxes')}:`, table([titles, ...rows], columns)].join(
    '\n',
  );
}

function describeIsolation(isolation: 'bubblewrap' | 'none', limitedBy: string): string {
  return isolation === 'none'
    ? 'NOT ISOLATED: what runs in its sandboxes has your rights.'
    : `Sandboxes are isolated by bubblewrap and limited by ${limitedBy}.`;
}
