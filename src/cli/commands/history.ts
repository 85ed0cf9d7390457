import { snapshotReasons } from '../../core/sessionSnapshot';
import type { FileChange, SnapshotView } from '../../protocol/results';
import type { CommandContext, CommandResult } from '../context';
import { chooseSession, withHost } from '../host';
import { fileList } from '../output/changes';
import { table } from '../output/table';
import { count, printable, truncate } from '../output/text';
import { ago } from '../output/time';

/** The options of `history`. */
export interface HistoryOptions {
  readonly session: string | undefined;
  readonly files?: boolean;
}

/** Shows the time-line of a session, oldest first. JSON: `{ session: Session, snapshots: SnapshotView[] }`. */
export async function history(context: CommandContext, options: HistoryOptions): Promise<CommandResult> {
  const result = await withHost(context, async (host) =>
    host.call('listSnapshots', { session: await chooseSession(context, host, options) }),
  );
  const { session, snapshots } = result;
  if (snapshots.length === 0)
    return { json: result, text: `There are no snapshots of ${session.name} yet. One is taken at the end of every turn.` }; // prettier-ignore
  const name = `${session.name}@${snapshots.at(-1)?.label ?? 'last'}`;
  const lines = options.files === true ? snapshots.map((one) => withFiles(context, one)) : [list(context, snapshots)]; // prettier-ignore
  const hint = context.style.faint(`Bring one back with: parallel-cc restore ${name} --dry-run`);
  return { json: result, text: [...lines, '', hint].join('\n') };
}

/** Keeps what is in a session's worktree now. JSON: `{ snapshot: SnapshotView }`. */
export async function takeSnapshot(
  context: CommandContext,
  options: { readonly session: string | undefined },
): Promise<CommandResult> {
  const result = await withHost(context, async (host) =>
    host.call('takeSnapshot', { session: await chooseSession(context, host, options) }),
  );
  const { sessionName, label, leftOut } = result.snapshot;
  const missing = leftOut.map((sentence) => `Not in it: ${printable(sentence)}`);
  return { json: result, text: [`Kept as ${sessionName}@${label}.`, ...missing].join('\n') };
}

const longestPrompt = 60;

function list(context: CommandContext, snapshots: readonly SnapshotView[]): string {
  const head = ['SNAPSHOT', 'WHEN', 'WHY', 'CHANGED', 'PROMPT'].map((word) => context.style.faint(word));
  const rows = snapshots.map((one) => [
    context.style.heading(one.label),
    ago(one.time, context.now),
    snapshotReasons[one.kind],
    changed(one.changes),
    one.prompt === null ? '' : `“${printable(truncate(one.prompt, longestPrompt))}”`,
  ]);
  return table([head, ...rows], context.columns);
}

function withFiles(context: CommandContext, one: SnapshotView): string {
  const title = `${context.style.heading(one.label)}  ${ago(one.time, context.now)}, ${snapshotReasons[one.kind]}`;
  const missing = one.leftOut.map((sentence) => `  not in it: ${printable(sentence)}`);
  return [title, ...fileList(one.changes), ...missing].join('\n');
}

function changed(changes: readonly FileChange[]): string {
  return changes.length === 0 ? 'nothing' : count(changes.length, 'file');
}
