import type { UndoResult } from '../../protocol/results';
import type { CommandContext, CommandResult } from '../context';
import { withHost } from '../host';
import { fileList } from '../output/changes';
import { printable } from '../output/text';

/** The options of `undo`. */
export interface UndoOptions {
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly plan?: string;
}

/** Takes back an operation of the log, the newest one without an id. JSON: `UndoResult`. */
export async function undo(
  context: CommandContext,
  operation: number | undefined,
  options: UndoOptions,
): Promise<CommandResult> {
  const result = await withHost(context, (host) =>
    host.call('undoOperation', {
      operation: operation ?? null,
      dryRun: options.dryRun === true,
      force: options.force === true,
      ...(options.plan !== undefined && { plan: options.plan }),
    }),
  );
  return { json: result, text: describe(result) };
}

function describe({ dryRun, operation, effects, plan }: UndoResult): string {
  const title = `${dryRun ? 'Would undo' : 'Undid'} operation ${operation.id}: ${printable(operation.summary)}`;
  const lines = effects.flatMap(({ summary, changes }) => [`  ${printable(summary)}`, ...fileList(changes)]);
  const look = dryRun ? [`Do just that with: parallel-cc undo ${operation.id} --plan ${plan}`] : [];
  return [title, ...lines, ...look].join('\n');
}
