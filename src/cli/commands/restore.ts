import { parseSnapshotReference } from '../../core/sessionSnapshot';
import type { RestoreResult } from '../../protocol/results';
import type { CommandContext, CommandResult } from '../context';
import { withHost } from '../host';
import { fileList } from '../output/changes';
import { count, printable, shellWord } from '../output/text';

/** The options of `restore`. */
export interface RestoreOptions {
  readonly paths?: readonly string[];
  readonly new?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly plan?: string;
}

/** Brings back what was in a session's worktree at a snapshot, `SESSION@SNAPSHOT`. JSON: `RestoreResult`. */
export async function restore(
  context: CommandContext,
  reference: string,
  options: RestoreOptions,
): Promise<CommandResult> {
  const { session, label } = parseSnapshotReference(reference);
  const result = await withHost(context, (host) =>
    host.call('restoreSnapshot', {
      session,
      label,
      paths: [...(options.paths ?? [])],
      into: options.new === true ? 'new' : 'worktree',
      dryRun: options.dryRun === true,
      force: options.force === true,
      ...(options.plan !== undefined && { plan: options.plan }),
    }),
  );
  return { json: result, text: describe(session, result, options) };
}

function describe(
  session: string,
  result: RestoreResult,
  { new: isNew = false, paths = [] }: RestoreOptions,
): string {
  const { changes, dryRun, worktreePath } = result;
  const from = `${session}@${result.label}`;
  if (isNew) {
    const does = dryRun ? 'Would make' : 'Made';
    const unsaved = changes.length === 0 ? '' : `, with ${count(changes.length, 'uncommitted file')}`;
    return `${does} a new worktree of ${from}${unsaved}: ${printable(worktreePath)}`;
  }
  const stays = result.submodules.map(
    (path) => `Submodule ${printable(path)} stays at the commit that it is at.`,
  );
  if (changes.length === 0)
    return [`Nothing to do: the worktree is as it was at ${from}.`, ...stays].join('\n');
  const title = `${dryRun ? 'Would bring back' : 'Brought back'} ${count(changes.length, 'file')} of ${from}:`;
  const undo = result.operation === null ? [] : [`Take it back with: parallel-cc undo ${result.operation}`];
  const look = dryRun
    ? [`Do just that with: parallel-cc restore ${shellWord(from)} --plan ${result.plan}${pathFlags(paths)}`]
    : undo;
  return [title, ...fileList(changes), ...stays, ...look].join('\n');
}

function pathFlags(paths: readonly string[]): string {
  return paths.length === 0 ? '' : ` --paths ${paths.map(shellWord).join(' ')}`;
}
