// Runs the real Claude Code against a scripted model: no account, no network, no traces in the user's home.
import { existsSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claudeBinary } from '../hosts/places';
import { run } from '../processes';
import type { ModelApi } from './modelApi';

/** One run of an agent. */
export interface ClaudeRun {
  readonly api: ModelApi;
  readonly cwd: string;
  readonly prompt: string;
  /** The agent's name in the scenario; it is sent as the API key. */
  readonly agent?: string;
  /** More switches, e.g. `['--settings', file]`; permissions are skipped unless one of them says otherwise. */
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** A program to run in place of the binary, with the same arguments behind its own, e.g. `['node', cli, 'claude']`. */
  readonly command?: readonly [string, ...string[]];
  /** The home folder; a new one, removed at the end, by default. */
  readonly home?: string;
  readonly timeoutMs?: number;
}

/** One line of Claude Code's `stream-json` output. */
export interface ClaudeEvent {
  readonly type: string;
  readonly subtype?: string;
  readonly session_id?: string;
  readonly [key: string]: unknown;
}

/** What a run left; `result` is the last event of that type, absent when the agent was ended early. */
export interface ClaudeOutcome {
  readonly exitCode: number | null;
  readonly events: readonly ClaudeEvent[];
  readonly result: ClaudeEvent | undefined;
  readonly stderr: string;
  readonly ms: number;
}

/** Runs one prompt to its end. */
export async function runClaude(options: ClaudeRun): Promise<ClaudeOutcome> {
  const home = options.home ?? (await realpath(await mkdtemp(join(tmpdir(), 'parallel-cc-claude-'))));
  const [command, ...before] = options.command ?? [installedClaude()];
  const shape = ['--output-format', 'stream-json', '--verbose', '--permission-mode', 'bypassPermissions'];
  const args = [...before, '-p', options.prompt, ...shape, ...(options.args ?? [])];
  const env = { ...claudeEnvironment(options.api, options.agent ?? 'agent', home), ...options.env };
  try {
    const { cwd, timeoutMs = 60_000 } = options;
    const { code, stdout, stderr, ms } = await run(command, args, { cwd, env, timeoutMs });
    const events = parseEvents(stdout);
    return {
      exitCode: code,
      events,
      result: events.findLast((event) => event.type === 'result'),
      stderr,
      ms,
    };
  } finally {
    if (options.home === undefined) await rm(home, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** Path of the installed binary; fails with what to do when it is missing. */
export function installedClaude(): string {
  const binary = claudeBinary();
  if (existsSync(binary)) return binary;
  throw new Error('Claude Code is not installed for tests. Run "npx tsx test/support/install.ts claude".');
}

/** The whole environment of an agent: nothing of this process but what programs need to start. */
export function claudeEnvironment(api: ModelApi, agent: string, home: string): NodeJS.ProcessEnv {
  const needed = ['PATH', 'SystemRoot', 'ComSpec', 'PATHEXT', 'TEMP', 'TMP', 'NODE_V8_COVERAGE'];
  const inherited = Object.entries(process.env).filter(([name]) => needed.includes(name));
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    USERPROFILE: home,
    ANTHROPIC_BASE_URL: api.url,
    ANTHROPIC_API_KEY: agent,
    DISABLE_TELEMETRY: '1',
    DISABLE_ERROR_REPORTING: '1',
    DISABLE_AUTOUPDATER: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    // Else root may not skip permission prompts, and tests often run as root in a container.
    IS_SANDBOX: '1',
    GIT_CONFIG_NOSYSTEM: '1',
  };
}

function parseEvents(output: string): readonly ClaudeEvent[] {
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line) as ClaudeEvent);
}
