// Agents as the SDK's own client makes them, at the real program.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ClientCapabilities } from '@modelcontextprotocol/client';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { builtPrograms } from '../support/build';

/** The protocol as it was up to 2025, or as it is since 2026. */
export type Era = 'older' | 'newer';

/** Both eras of the protocol. */
export const eras: readonly Era[] = ['older', 'newer'];

/** What a tool answered. */
export interface ToolResult {
  readonly isError?: boolean;
  readonly structuredContent?: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Who an agent is. */
export interface AgentOptions {
  readonly cwd: string;
  readonly era?: Era;
  /** The session that it was started for. */
  readonly session?: string;
  readonly capabilities?: ClientCapabilities;
  readonly command?: readonly string[];
}

/** A connected agent; `await using` ends its connection. */
export class Agent implements AsyncDisposable {
  constructor(readonly client: Client) {}

  /** Calls a tool. */
  async call(name: string, args: Record<string, unknown> = {}): Promise<ToolResult> {
    const result = await this.client.callTool({ name, arguments: args });
    const text = result.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
    const { isError, structuredContent } = result;
    return { text, ...(isError && { isError }), ...(structuredContent !== undefined && { structuredContent: structuredContent as Record<string, unknown> }) }; // prettier-ignore
  }

  /** Reads a resource. */
  async read<T>(uri: string): Promise<T> {
    const [content] = (await this.client.readResource({ uri })).contents;
    if (content === undefined || !('text' in content)) throw new Error(`${uri} has no text.`);
    return JSON.parse(content.text) as T;
  }

  /** Subscribes to resources, as the era does that; returns the list that grows with what was told. */
  async follow(uris: readonly string[], era: Era): Promise<string[]> {
    const told: string[] = [];
    this.client.setNotificationHandler(
      'notifications/resources/updated',
      ({ params }) => void told.push(params.uri),
    );
    if (era === 'older') for (const uri of uris) await this.client.subscribeResource({ uri });
    else await this.client.listen({ resourceSubscriptions: [...uris] });
    return told;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.close();
  }
}

/** Connects an agent over stdio, to a server of its own. */
export async function startAgent({
  cwd,
  session = '',
  command = ['mcp', 'serve'],
  ...options
}: AgentOptions): Promise<Agent> {
  const program = join(await builtPrograms(), 'cli.js');
  const env = { ...(process.env as Record<string, string>), PARALLEL_CC_SESSION_ID: session };
  const client = newClient(options);
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [program, ...command], cwd, env, stderr: 'inherit' })); // prettier-ignore
  return new Agent(client);
}

/** A server over HTTP that runs; `await using` ends it. */
export interface HttpServer extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  readonly tokenFile: string;
  connect(options: { readonly era: Era; readonly session?: string }): Promise<Agent>;
}

/** Starts a server over HTTP. */
export async function startHttpServer(cwd: string): Promise<HttpServer> {
  const program = join(await builtPrograms(), 'cli.js');
  const child = spawn(process.execPath, [program, 'mcp', 'serve', '--http'], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines = createInterface({ input: child.stderr });
  const [line] = (await once(lines, 'line')) as [string];
  const [, url = '', tokenFile = ''] = /at (\S+) with the token in (.+)$/.exec(line) ?? [];
  const token = (await readFile(tokenFile, 'utf8')).trim();
  return {
    url,
    token,
    tokenFile,
    async connect({ era, session }) {
      const headers = {
        authorization: `Bearer ${token}`,
        ...(session && { 'x-parallel-cc-session': session }),
      };
      const client = newClient({ era });
      await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
      return new Agent(client);
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

function newClient({ era = 'newer', capabilities = {} }: Pick<AgentOptions, 'era' | 'capabilities'>): Client {
  const mode = era === 'older' ? 'legacy' : ({ pin: '2026-07-28' } as const);
  return new Client({ name: 'test', version: '0' }, { capabilities, versionNegotiation: { mode } });
}
