import { join } from 'node:path';
import { invalidInput } from '../../core/errors';
import type { CommandContext, CommandResult } from '../context';
import { repositoryOf } from '../host';
import { ownHookProgram } from '../hookSettings';
import type { Change, Status } from '../install/apply';
import { install as add, statusOf, uninstall as remove } from '../install/apply';
import type { Installation } from '../install/edit';
import type { Place } from '../install/places';
import { aliasAt, aliasesAt, hooksAt, mcpAt } from '../install/places';
import { table } from '../output/table';
import { printable } from '../output/text';

/** The options of `install`. */
export interface InstallOptions {
  readonly hooks?: boolean;
  readonly mcp?: boolean;
  readonly alias?: boolean;
  readonly all?: boolean;
  readonly global?: boolean;
  readonly local?: boolean;
  readonly uninstall?: boolean;
  readonly status?: boolean;
  readonly dryRun?: boolean;
  readonly strict?: boolean;
}

/**
 * Puts hooks, MCP server or alias into the user's files, takes them out, or shows what is where.
 * JSON: `{ changes: Change[], dryRun }`, or with `--status` `{ installations: Status[] }`.
 */
export async function install(context: CommandContext, options: InstallOptions): Promise<CommandResult> {
  const place = placeOf(context, options);
  if (options.status === true) return showStatus(chosen(place, options, true), context);
  const installations = chosen(place, options, options.uninstall === true);
  if (installations.length === 0) throw nothingChosen();
  // All texts are worked out before the first one is written, so that a malformed file leaves all as they are.
  const change = options.uninstall === true ? remove : add;
  for (const installation of installations) await change(installation, true);
  const changes: Change[] = [];
  for (const installation of installations) changes.push(await change(installation, options.dryRun === true));
  return describeChanges(changes, installations, options);
}

/** Lists what is installed where, for one place. */
export async function installedAt(context: CommandContext, local: boolean): Promise<Status[]> {
  const place = placeOf(context, { local });
  return Promise.all(chosen(place, { all: true }, true).map(statusOf));
}

function placeOf(context: CommandContext, { local, global, strict }: InstallOptions): Place {
  if (local === true && global === true) throw invalidInput('--local', 'it excludes --global');
  return {
    env: context.env,
    platform: process.platform,
    worktreeRoot: local === true ? repositoryOf(context).worktreeRoot : null,
    hook: ownHookProgram(),
    cli: join(__dirname, 'cli.js'),
    strict: strict === true,
  };
}

// An alias belongs to the user's shell, not to a repository.
function chosen(place: Place, options: InstallOptions, everyShell: boolean): Installation[] {
  const none = options.hooks !== true && options.mcp !== true && options.alias !== true;
  const all = options.all === true || (options.status === true && none);
  const withAlias = (all && place.worktreeRoot === null) || options.alias === true;
  return [
    ...(all || options.hooks === true ? [hooksAt(place)] : []),
    ...(all || options.mcp === true ? [mcpAt(place)] : []),
    ...(withAlias ? (everyShell ? aliasesAt(place) : [aliasAt(place)]) : []),
  ];
}

function nothingChosen(): Error {
  return invalidInput(
    'install',
    'it does not say what',
    'Add --hooks, --mcp, --alias or --all; --status shows what there is.',
  );
}

async function showStatus(
  installations: readonly Installation[],
  { style }: CommandContext,
): Promise<CommandResult> {
  const installed = await Promise.all(installations.map(statusOf));
  const mark = { installed: style.good('✓'), outdated: style.attention('!'), absent: style.faint('–') };
  const label = { installed: 'installed', outdated: 'installed, out of date', absent: 'not installed' };
  const rows = installed.map(({ what, file, state }) => [mark[state], what, label[state], printable(file)]);
  return { json: { installations: installed }, text: table(rows) };
}

function describeChanges(
  changes: readonly Change[],
  installations: readonly Installation[],
  { dryRun = false, uninstall = false }: InstallOptions,
): CommandResult {
  const shown = uninstall ? changes.filter(({ outcome }) => outcome !== 'unchanged') : changes;
  const lines = shown.map((change) => changeLine(change, dryRun));
  const next = installations.filter(
    (_, index) => !dryRun && !uninstall && changes[index]?.outcome !== 'unchanged',
  );
  const text = [...lines, ...next.map((installation) => installation.next)].join('\n');
  return { json: { changes, dryRun }, text: text || 'Nothing of parallel-cc was installed there.' };
}

function changeLine({ what, file, outcome, backup }: Change, dryRun: boolean): string {
  const done = {
    added: dryRun ? 'would be added to' : 'added to',
    updated: dryRun ? 'would be brought up to date in' : 'brought up to date in',
    removed: dryRun ? 'would be removed from' : 'removed from',
    unchanged: 'is in place already in',
  }[outcome];
  const kept = backup === null || dryRun ? '' : ` (the file as it was: ${printable(backup)})`;
  return `${what} ${done} ${printable(file)}${kept}`;
}
