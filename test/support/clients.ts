// Runs other agents' real programs against a scripted model, each in a home folder of its own: no account, no network.
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentClient } from '../../src/ipc/agentClients';
import { claudeEnvironment } from './claude/runClaude';
import type { ModelApi } from './claude/modelApi';
import { copilotBinary, openCodeBinary } from './hosts/places';
import type { RunResult } from './processes';
import { run } from './processes';

/** The clients that can be run. */
export type RunnableClient = Extract<AgentClient, 'copilot-cli' | 'opencode'>;

/** One prompt to one client. */
export interface ClientRun {
  readonly api: ModelApi;
  readonly home: string;
  readonly cwd: string;
  readonly prompt: string;
}

interface Runnable {
  readonly part: string;
  readonly program: () => string;
  readonly args: (prompt: string) => readonly string[];
  readonly env: (api: ModelApi) => NodeJS.ProcessEnv;
  /** Writes what it has no variables for into its home. */
  readonly prepare?: (home: string, api: ModelApi) => Promise<void>;
}

const model = 'claude-sonnet-4-6';

const clients: Readonly<Record<RunnableClient, Runnable>> = {
  'copilot-cli': {
    part: 'copilot',
    program: copilotBinary,
    args: (prompt) => ['-p', prompt, '--allow-all-tools'],
    env: ({ url }) => ({
      COPILOT_OFFLINE: 'true',
      COPILOT_AUTO_UPDATE: 'false',
      COPILOT_PROVIDER_BASE_URL: url,
      COPILOT_PROVIDER_TYPE: 'anthropic',
      COPILOT_PROVIDER_API_KEY: 'agent',
      COPILOT_MODEL: 'claude-sonnet-4.6',
    }),
  },
  opencode: {
    part: 'opencode',
    program: openCodeBinary,
    args: (prompt) => ['run', prompt, '--auto'],
    // The packages that it would install for plugins it does not get: no registry is asked.
    env: ({ url }) => ({
      NPM_CONFIG_REGISTRY: url,
      NPM_CONFIG_FETCH_RETRIES: '0',
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
      OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
      OPENCODE_DISABLE_MODELS_FETCH: '1',
    }),
    prepare: async (home, { url }) => {
      const provider = { anthropic: { options: { baseURL: `${url}/v1`, apiKey: 'agent' } } };
      const settings = { $schema: 'https://opencode.ai/config.json', provider, model: `anthropic/${model}`, small_model: `anthropic/${model}`, share: 'disabled' }; // prettier-ignore
      await mkdir(join(home, '.config', 'opencode'), { recursive: true });
      await writeFile(join(home, '.config', 'opencode', 'opencode.json'), JSON.stringify(settings, null, 2));
    },
  },
};

/** Prepares a home folder in which a client finds the scripted model. */
export async function prepareClient(client: RunnableClient, home: string, api: ModelApi): Promise<void> {
  await clients[client].prepare?.(home, api);
}

/** Runs a client's program for one prompt, to its end. */
export function runClient(client: RunnableClient, { api, home, cwd, prompt }: ClientRun): Promise<RunResult> {
  const { part, program, args, env } = clients[client];
  const file = program();
  if (!existsSync(file)) throw new Error(`It is not installed for tests. Run "npx tsx test/support/install.ts ${part}".`); // prettier-ignore
  const environment = { ...claudeEnvironment(api, 'agent', home), ...env(api) };
  return run(file, args(prompt), { cwd, env: environment, timeoutMs: 110_000 });
}
