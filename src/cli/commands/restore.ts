import { parseSnapshotReference } from '../../core/sessionSnapshot';
import type { MethodParams } from '../../protocol/methods';
import type { NewWorktreeView, RestoreResult } from '../../protocol/results';
import type { CommandContext, CommandResult } from '../context';
import { withHost } from '../host';
import { fileList } from '../output/changes';
import { count, printable, shellWord } from '../output/text';
import { registerMs, trustNote } from './register';

/** The options of `restore`. */
export interface RestoreOptions {
  readonly paths?: readonly string[];
  readonly new?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly plan?: string;
}

/** Brings back what was in a session's worktree at a snapshot, `SESSION@SNAPSHOT`, there or in a new one. JSON: `RestoreResult`. */
export async function restore(
  context: CommandContext,
  reference: string,
  options: RestoreOptions,
): Promise<CommandResult> {
  const { session, label } = parseSnapshotReference(reference);
  const params: MethodParams<'restoreSnapshot'> = {
    session,
    label,
    paths: [...(options.paths ?? [])],
    into: options.new === true ? 'new' : 'worktree',
    dryRun: options.dryRun === true,
    force: options.force === true,
    ...(options.plan !== undefined && { plan: options.plan }),
  };
  const timeoutMs = registerMs;
  const result = await withHost(context, (host) => host.call('restoreSnapshot', params, { timeoutMs }));
  return { json: result, text: describe(session, result, options) };
}

function describe(
  session: string,
  result: RestoreResult,
  { new: isNew = false, paths = [] }: RestoreOptions,
): string {
  const from = `${session}@${result.label}`;
  const undo = result.operation === null ? [] : [`Take it back with: parallel-cc undo ${result.operation}`];
  const again = `parallel-cc restore ${shellWord(from)}${isNew ? ' --new' : ''} --plan ${result.plan}${pathFlags(paths)}`;
  const next = result.dryRun ? [`Do just that with: ${again}`] : undo;
  const { newWorktree } = result;
  if (newWorktree !== null) return describeNew(from, result, newWorktree, next);
  const stays = result.submodules.map(
    (path) => `Submodule ${printable(path)} stays at the commit that it is at.`,
  );
  if (result.changes.length === 0)
    return [`Nothing to do: the worktree is as it was at ${from}.`, ...stays].join('\n');
  const title = `${result.dryRun ? 'Would bring back' : 'Brought back'} ${count(result.changes.length, 'file')} of ${from}:`;
  return [title, ...fileList(result.changes), ...stays, ...next].join('\n');
}

function describeNew(
  from: string,
  { changes, submodules, dryRun, worktreePath }: RestoreResult,
  { branch, baseCommit, warnings, setup }: NewWorktreeView,
  next: readonly string[],
): string {
  const does = dryRun ? 'Would make' : 'Made';
  const place = `on branch ${printable(branch)}, at ${baseCommit.slice(0, 10)}, which ${from} was taken on`;
  const files = changes.length === 0 ? 'No file in it differs from that commit.' : `${count(changes.length, 'file')} as it was then:`; // prettier-ignore
  return [
    `${does} a new worktree, ${place}: ${printable(worktreePath)}`,
    files,
    ...fileList(changes),
    ...submodules.map((path) => `Submodule ${printable(path)} is at the commit that ${baseCommit.slice(0, 10)} names.`), // prettier-ignore
    ...warnings.map((warning) => `Note: ${printable(warning)}`),
    ...(setup?.state === 'waiting' ? [trustNote] : []),
    ...next,
  ].join('\n');
}

function pathFlags(paths: readonly string[]): string {
  return paths.length === 0 ? '' : ` --paths ${paths.map(shellWord).join(' ')}`;
}
