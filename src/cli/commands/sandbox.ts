import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { claudeRunCommand, pickAccess } from '../../core/claudeRun';
import { invalidInput } from '../../core/errors';
import { hasRunEnded } from '../../core/run';
import type { HostClient } from '../../ipc/client';
import type { RunView } from '../../protocol/runMethods';
import { claudeProgram } from '../claudeProgram';
import type { CommandContext, CommandResult } from '../context';
import type { ExitName } from '../exitCodes';
import { exitCodes } from '../exitCodes';
import { withHost } from '../host';
import { table } from '../output/table';
import { printable } from '../output/text';
import { ago, duration } from '../output/time';
import { followRun } from './sandboxLogs';

/** The options of `sandbox-run`. */
export interface RunOptions {
  readonly prompt?: string;
  readonly promptFile?: string;
  readonly name?: string;
  readonly base?: string;
  readonly template: string;
  readonly authMethod?: 'relay' | 'api-key' | 'oauth' | 'none';
  readonly internet: boolean;
  readonly allowSecrets?: boolean;
  readonly minutes?: number;
  readonly budget?: number;
  readonly detach?: boolean;
}

/** A worktree is made first, which may take its time; in milliseconds. */
const startMs = 600_000;

/**
 * Starts an agent in a sandbox and follows it to its end, or with `--detach` leaves it there. JSON: `{ run: RunView }`.
 * @param command what is run in place of Claude Code.
 */
export async function run(
  context: CommandContext,
  command: readonly string[],
  options: RunOptions,
): Promise<CommandResult> {
  const prompt = await promptOf(context, options);
  return withHost(context, async (host) => {
    const wish = {
      requestId: randomUUID(),
      name: options.name ?? null,
      cwd: context.repo,
      base: options.base ?? null,
      prompt,
      agent: command.length === 0 ? 'claude-code' : 'other',
      command:
        command.length === 0
          ? claudeRunCommand(claudeProgram(context.env), options.budget ?? null)
          : [...command],
      template: options.template,
      access: pickAccess(context.env),
      auth: options.authMethod === 'api-key' ? ('key' as const) : (options.authMethod ?? null),
      internet: options.internet,
      allowSecrets: options.allowSecrets === true,
      limits: { minutes: options.minutes ?? null, dollars: options.budget ?? null },
    };
    const { run: started } = await host.call('startRun', wish, { timeoutMs: startMs });
    context.note(`parallel-cc: run ${started.session} works on branch ${printable(started.branch ?? '')}`);
    if (options.detach === true) return { json: { run: started }, text: nextSteps(started) };
    const ended = await followRun(context, host, started, { quiet: context.json, raw: false });
    return conclude(context, ended);
  });
}

/** Lists the runs of the repository. JSON: `{ runs: RunView[] }`. */
export async function list(context: CommandContext): Promise<CommandResult> {
  const { runs } = await withHost(context, (host) => host.call('listRuns', {}));
  if (runs.length === 0) return { json: { runs }, text: 'No runs. Start one with: parallel-cc sandbox-run --prompt TEXT' }; // prettier-ignore
  const head = ['RUN', 'STATE', 'TIME', 'SERVICE', 'BRANCH', 'PROMPT'].map((title) => context.style.faint(title));
  const rows = runs.map((one) => [
    printable(one.session),
    stateLabel(context, one),
    timeOf(context, one),
    one.service,
    printable(one.branch ?? ''),
    printable(one.prompt ?? ''),
  ]);
  return { json: { runs }, text: table([head, ...rows], context.columns) };
} // prettier-ignore

/** Shows one run. JSON: `{ run: RunView }`. */
export async function status(context: CommandContext, reference: string): Promise<CommandResult> {
  return show(context, (host) => host.call('getRun', { session: reference }));
}

/** Ends the agent of a run; its results are brought home first. JSON: `{ run: RunView }`. */
export async function kill(context: CommandContext, reference: string): Promise<CommandResult> {
  return withHost(context, async (host) => {
    const { run: stopped } = await host.call('stopRun', { session: reference });
    return conclude(context, await followRun(context, host, stopped, { quiet: true, raw: false }));
  });
}

/** Has a run's sandbox stand still. JSON: `{ run: RunView }`. */
export async function pause(context: CommandContext, reference: string): Promise<CommandResult> {
  return show(context, (host) => host.call('pauseRun', { session: reference }));
}

/** Lets a paused run go on. JSON: `{ run: RunView }`. */
export async function resume(context: CommandContext, reference: string): Promise<CommandResult> {
  return show(context, (host) => host.call('resumeRun', { session: reference }));
}

/** Brings home what an agent has done by now, or what a run that was given up left. JSON: `{ run: RunView }`. */
export async function download(context: CommandContext, reference: string): Promise<CommandResult> {
  return show(context, (host) => host.call('collectRun', { session: reference }, { timeoutMs: startMs }));
}

async function show(
  context: CommandContext,
  ask: (host: HostClient) => Promise<{ readonly run: RunView }>,
): Promise<CommandResult> {
  const answer = await withHost(context, ask);
  return { json: answer, text: describe(context, answer.run) };
}

/** Says how a run ended, and exits accordingly. */
export function conclude(context: CommandContext, run: RunView): CommandResult {
  const exit: ExitName = run.state === 'succeeded' ? 'ok' : run.state === 'cancelled' ? 'cancelled' : 'failed'; // prettier-ignore
  return { json: { run }, text: describe(context, run), exitCode: exitCodes[exit] };
}

async function promptOf(context: CommandContext, { prompt, promptFile }: RunOptions): Promise<string> {
  if (prompt !== undefined) return prompt;
  if (promptFile === '-') return readAll(process.stdin);
  if (promptFile === undefined) throw invalidInput('the run', 'it has no prompt', 'Give it one with --prompt TEXT or --prompt-file FILE.'); // prettier-ignore
  const file = resolve(context.cwd, promptFile);
  return readFile(file, 'utf8').catch(() => {
    throw invalidInput(`the prompt file "${file}"`, 'it cannot be read');
  });
}

function describe(context: CommandContext, run: RunView): string {
  const exit = run.exitCode === null ? '' : `, exit code ${run.exitCode}`;
  const lines = [
    `${context.style.heading(printable(run.session))} ${stateLabel(context, run)}${exit}, ${timeOf(context, run)}`,
    ...(run.reason === null ? [] : [printable(run.reason)]),
    ...(run.modelDollars === 0 ? [] : [`The model cost $${run.modelDollars.toFixed(2)}.`]),
    ...Object.values(run.warnings).map((warning) => context.style.attention(`! ${warning}`)),
    ...(run.results === null ? [] : [printable(run.results.summary)]),
    context.style.faint(`Its log: parallel-cc sandbox-logs ${run.session}`),
  ];
  return lines.join('\n');
}

function stateLabel({ style }: CommandContext, run: RunView): string {
  const label = run.state === 'timedOut' ? 'timed out' : run.state;
  if (run.state === 'succeeded') return style.good(label);
  if (run.state === 'paused') return style.attention(label);
  return run.state === 'failed' || run.state === 'timedOut' ? style.bad(label) : label;
}

function timeOf({ now }: CommandContext, { startedAt, createdAt, endedAt }: RunView): string {
  if (endedAt !== null) return `${duration(endedAt - (startedAt ?? createdAt))}, ${ago(endedAt, now)}`;
  return startedAt === null ? 'not begun' : duration(now - startedAt);
}

function nextSteps(run: RunView): string {
  const what = ['logs --follow', 'status', 'pause', 'kill'];
  return hasRunEnded(run) ? '' : what.map((each) => `parallel-cc sandbox-${each} ${run.session}`).join('\n');
}
