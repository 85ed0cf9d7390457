import type { CommandContext, CommandResult } from '../context';
import { withHost } from '../host';
import { table } from '../output/table';
import { printable } from '../output/text';
import { ago } from '../output/time';

/** Lists what the coordinator did, newest first. JSON: `{ operations: Operation[] }`. */
export async function log(
  context: CommandContext,
  options: { readonly limit: number },
): Promise<CommandResult> {
  const result = await withHost(context, (host) => host.call('listOperations', { limit: options.limit }));
  const rows = result.operations.map(({ id, time, summary, undoable, undoneBy }) => [
    context.style.faint(String(id)),
    ago(time, context.now),
    undoneBy === null ? (undoable ? 'undo' : '') : 'undone',
    printable(summary),
  ]);
  return {
    json: result,
    text: rows.length === 0 ? 'Nothing has happened yet.' : table(rows, context.columns),
  };
}
