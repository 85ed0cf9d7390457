import { appendFileSync } from 'node:fs';
import { toCoordinatorError, invalidInput } from '../core/errors';
import { stoppedCode } from '../core/gitHooks';
import { hookCommand, quote } from '../core/hookCommand';
import { prepareGitHooks } from '../ipc/gitHooks';
import { findRepository, stateDir } from '../ipc/repositoryLocation';
import { agentPid } from './agentProcess';
import type { SentEvent } from './agentEvents';
import { eventOf, isIntention } from './agentEvents';
import type { Addressed } from './askHosts';
import { address, askHosts } from './askHosts';
import { logFailure } from './failureLog';
import { gitRefusal } from './gitHook';
import { outputFor } from './output';
import type { HookPayload } from './payload';
import { parsePayload } from './payload';
import { isStrict } from './strict';

const longestWaitForInputMs = 2000;

/** What is known of a run so far, for the report of a failure. */
interface Progress {
  payload: HookPayload | null;
  addressed: readonly Addressed[];
}

void main();

/**
 * The program that agents run as their hook: tells the coordinator what happens and prints its answer.
 * It never fails: what goes wrong on our side is logged and lets the agent go on, except a gate in strict mode.
 */
async function main(): Promise<void> {
  const gitHook = process.argv.indexOf('--git-hook');
  return gitHook < 0 ? agentHook() : runGitHook(process.argv[gitHook + 1] ?? '');
}

async function agentHook(): Promise<void> {
  const progress: Progress = { payload: null, addressed: [] };
  try {
    print(await Promise.race([run(progress), uncaught()]));
  } catch (error) {
    print(reportFailure(error, progress));
  }
}

async function runGitHook(name: string): Promise<void> {
  let refusal: string | null;
  try {
    refusal = await Promise.race([
      readInput().then((input) => gitRefusal(name, input, process.cwd())),
      uncaught(),
    ]);
  } catch (thrown) {
    const { code, message, text } = toCoordinatorError(thrown);
    const entry = { time: new Date().toISOString(), hookEvent: name, code, message };
    for (const dir of stateDirs({ payload: null, addressed: [] })) logFailure(dir, entry);
    refusal = isStrict()
      ? `parallel-cc could not check what this has of other sessions, and strict mode forbids that. ${text}`
      : null;
    if (refusal === null)
      process.stderr.write(`parallel-cc let git go on, although it could not check: ${text}\n`);
  }
  if (refusal === null) return;
  process.stderr.write(`${refusal}\n`);
  process.exitCode = stoppedCode;
}

// Claude Code runs its commands with the variables that are set in this file.
function guardGit([first]: readonly Addressed[]): void {
  const file = process.env['CLAUDE_ENV_FILE'];
  if (!file || first === undefined) return;
  const { platform, execPath, versions, argv } = process;
  const program = hookCommand({ node: execPath, electron: versions['electron'] !== undefined, platform, script: argv[1] ?? '' }, []); // prettier-ignore
  const variables = Object.entries(prepareGitHooks(stateDir(first.location.commonDir), program, process.env));
  appendFileSync(file, variables.map(([name, value]) => `export ${name}=${quote(value)}\n`).join(''));
}

function uncaught(): Promise<never> {
  return new Promise((_, reject) => process.once('uncaughtException', reject));
}

async function run(progress: Progress): Promise<string> {
  const payload = parsePayload(await readInput());
  progress.payload = payload;
  const event = eventOf(payload);
  if (event === null) return '';
  progress.addressed = address(sentEvent(payload, event));
  if (progress.addressed.length === 0) return '';
  const reply = await askHosts(progress.addressed);
  if (payload.hookEvent === 'SessionStart') guardGit(progress.addressed);
  return outputFor(payload, reply);
}

function sentEvent(payload: HookPayload, event: SentEvent['event']): SentEvent {
  return {
    agent: payload.agent,
    agentSessionId: payload.agentSessionId,
    sessionId: process.env['PARALLEL_CC_SESSION_ID'] || null,
    pid: agentPid(),
    cwd: payload.cwd,
    event,
  };
}

// Claude Code closes the input at once; a client that never does must not be made to wait for ever.
function readInput(): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const timer = setTimeout(() => {
      process.stdin.destroy();
      reject(invalidInput('the hook input', `it did not end within ${longestWaitForInputMs} ms`));
    }, longestWaitForInputMs);
    process.stdin.on('data', (chunk: Buffer) => chunks.push(chunk));
    process.stdin.on('error', reject);
    process.stdin.on('end', () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks).toString('utf8'));
    });
  });
}

function reportFailure(thrown: unknown, progress: Progress): string {
  const error = toCoordinatorError(thrown);
  const hookEvent = progress.payload?.hookEvent ?? 'unknown';
  const entry = { time: new Date().toISOString(), hookEvent, code: error.code, message: error.message };
  for (const dir of stateDirs(progress)) logFailure(dir, entry);
  process.stderr.write(
    `parallel-cc let the agent go on, although its ${hookEvent} hook failed: ${error.text}\n`,
  );
  const isGate = progress.addressed.some(({ event }) => isIntention(event.event));
  return isGate && isStrict() && progress.payload !== null ? strictDenial(progress.payload, error.text) : '';
}

function stateDirs({ payload, addressed }: Progress): string[] {
  if (addressed.length > 0) return addressed.map(({ location }) => stateDir(location.commonDir));
  const location = findRepository(payload?.cwd ?? process.cwd());
  return location === null || location.kind === 'bare' ? [] : [stateDir(location.commonDir)];
}

function strictDenial(payload: HookPayload, why: string): string {
  const reason = `parallel-cc could not check whether another session holds what this writes, and strict mode forbids writing unchecked. ${why}`;
  return outputFor(payload, { decision: 'deny', reason, context: '' });
}

function print(output: string): void {
  if (output !== '') process.stdout.write(output);
}
