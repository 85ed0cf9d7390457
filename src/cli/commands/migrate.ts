import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { KeptKind } from '../../core/oldRecord';
import { keptKinds } from '../../core/oldRecord';
import type { ImportReport, ImportedRecord } from '../../core/importReport';
import type { CommandContext, CommandResult } from '../context';
import { withHost } from '../host';
import { table } from '../output/table';
import { count, printable } from '../output/text';
import { ago } from '../output/time';

/** The options of `migrate`. */
export interface MigrateOptions {
  readonly from?: string;
  readonly dryRun?: boolean;
  readonly show?: KeptKind | true;
}

const shownRecords = 1000;

/**
 * Brings over what parallel-cc 0.2 to 2.1 kept of this repository, or shows what was. JSON: an `ImportReport`; with
 * `--show` `{ records: ImportedRecord[] }`.
 */
export async function migrate(context: CommandContext, options: MigrateOptions): Promise<CommandResult> {
  if (options.show !== undefined) return show(context, options.show === true ? null : options.show);
  const path = options.from === undefined ? join(homedir(), '.parallel-cc', 'coordinator.db') : resolve(context.cwd, options.from); // prettier-ignore
  const dryRun = options.dryRun === true;
  const result = await withHost(context, (host) => host.call('importOld', { path, dryRun }));
  return { json: result, text: describe(result, dryRun).join('\n') };
}

async function show(context: CommandContext, kind: KeptKind | null): Promise<CommandResult> {
  const result = await withHost(context, (host) => host.call('listImported', { kind, limit: shownRecords }));
  if (result.records.length === 0)
    return { json: result, text: 'Nothing of the kind was brought over. Bring it over with: parallel-cc migrate' }; // prettier-ignore
  const head = ['WHAT', 'WHEN', ''].map((word) => context.style.faint(word));
  const rows = result.records.map((record) => [
    keptKinds[record.kind][0],
    record.at === null ? '' : ago(record.at, context.now),
    printable(valuesOf(record)),
  ]);
  return { json: result, text: table([head, ...rows], context.columns) };
}

function describe(result: ImportReport, dryRun: boolean): string[] {
  const { source, version, logCommits, broughtOver, already, worktrees, leftOut, elsewhere, operation } = result; // prettier-ignore
  const schema = version === null ? 'before 0.5' : version;
  const log = logCommits === 0 ? '' : `, ${count(logCommits, 'transaction')} of its unmerged log included`;
  const kinds = broughtOver.map(({ kind, count: many }) => `${many} ${keptKinds[kind][many === 1 ? 0 : 1]}`);
  const nothing = kinds.length + worktrees.length === 0;
  const verb = dryRun ? 'Would be brought over' : 'Brought over';
  return [
    `${source} (schema ${schema}${log})`,
    ...(nothing ? ['There is nothing new of this repository in it.'] : []),
    ...(kinds.length > 0 ? [`${verb}: ${kinds.join(', ')}.`] : []),
    ...worktrees.map(({ path, name }) => `${dryRun ? 'Would be taken over' : 'Taken over'}: worktree ${name}, ${path}`), // prettier-ignore
    ...(already > 0 ? [`Brought over before: ${count(already, 'record')}.`] : []),
    ...leftOut.map((sentence) => `Left out: ${printable(sentence)}`),
    ...elsewhere.map(({ repository, count: many }) => `Of another repository: ${count(many, 'record')} of ${printable(repository)}. Run this there.`), // prettier-ignore
    ...(operation === null ? [] : [`Take it back with: parallel-cc undo ${operation}`]),
  ];
}

const longestValue = 40;

function valuesOf({ data }: ImportedRecord): string {
  return Object.entries(data)
    .map(([name, value]) => `${name}=${String(value).slice(0, longestValue)}`)
    .join(' ');
}
