import { join } from 'node:path';
import { invalidInput } from '../../core/errors';
import type { CommandContext, CommandResult } from '../context';
import type { AgentClient } from '../../ipc/agentClients';
import { agentClients } from '../../ipc/agentClients';
import { repositoryOf } from '../host';
import { ownHookProgram } from '../hookSettings';
import type { Change, Status } from '../install/apply';
import { install as add, statusOf, uninstall as remove } from '../install/apply';
import type { Installation } from '../install/edit';
import { aliasAt, aliasesAt } from '../install/aliasPlaces';
import type { Place } from '../install/places';
import { clientTitles, hooksAt, mcpAt } from '../install/places';
import { table } from '../output/table';
import { printable } from '../output/text';

/** The options of `install`. */
export interface InstallOptions {
  /** Whose files; Claude Code's by default, for `status` those of all clients. */
  readonly client?: AgentClient;
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

/** What is installed at a place of a client. */
export interface ClientStatus extends Status {
  readonly client: AgentClient;
}

/**
 * Puts hooks, MCP server or alias into a client's files, takes them out, or shows what is where.
 * JSON: `{ changes: Change[], dryRun }`, or with `--status` `{ installations: ClientStatus[] }`.
 */
export async function install(context: CommandContext, options: InstallOptions): Promise<CommandResult> {
  if (options.status === true) return showStatus(context, options);
  const installations = chosen(placeOf(context, options), options, options.uninstall === true);
  if (installations.length === 0) throw nothingChosen();
  // Where two are in one file, each finds it as it left it.
  if (options.uninstall === true) installations.reverse();
  // All texts are worked out before the first one is written, so that a malformed file leaves all as they are.
  const change = options.uninstall === true ? remove : add;
  for (const installation of installations) await change(installation, true);
  const changes: Change[] = [];
  for (const installation of installations) changes.push(await change(installation, options.dryRun === true));
  return describeChanges(changes, installations, options);
}

/** Lists what is installed where, of every client. */
export async function installedAt(context: CommandContext, local: boolean): Promise<ClientStatus[]> {
  return statusesOf(context, { local, all: true });
}

async function statusesOf(context: CommandContext, options: InstallOptions): Promise<ClientStatus[]> {
  const named = options.client ?? (options.alias === true ? 'claude' : undefined);
  const clients = named === undefined ? agentClients : [named];
  const found = clients.map(async (client) => {
    const installations = chosen(placeOf(context, { ...options, client }), options, true);
    return (await Promise.all(installations.map(statusOf))).map((status) => ({ client, ...status }));
  });
  return (await Promise.all(found)).flat();
}

function placeOf(context: CommandContext, options: InstallOptions): Place {
  const { client = 'claude', local, global, strict, alias } = options;
  if (local === true && global === true) throw invalidInput('--local', 'it excludes --global');
  if (alias === true && client !== 'claude') throw invalidInput('--alias', 'only Claude Code has one');
  return {
    client,
    env: context.env,
    platform: process.platform,
    worktreeRoot: local === true ? repositoryOf(context).worktreeRoot : null,
    hook: ownHookProgram(),
    cli: join(__dirname, 'cli.js'),
    strict: strict === true,
  };
}

// An alias belongs to the user's shell, not to a repository, and starts Claude Code.
function chosen(place: Place, options: InstallOptions, everyShell: boolean): Installation[] {
  const none = options.hooks !== true && options.mcp !== true && options.alias !== true;
  const all = options.all === true || (options.status === true && none);
  const isWhole = all && place.worktreeRoot === null && place.client === 'claude';
  const withAlias = isWhole || options.alias === true;
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

async function showStatus(context: CommandContext, options: InstallOptions): Promise<CommandResult> {
  const { style } = context;
  const installed = await statusesOf(context, options);
  const mark = { installed: style.good('✓'), outdated: style.attention('!'), absent: style.faint('–') };
  const label = { installed: 'installed', outdated: 'installed, out of date', absent: 'not installed' };
  const rows = installed.map(({ client, what, file, state }) => [mark[state], clientTitles[client], what, label[state], printable(file)]); // prettier-ignore
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
