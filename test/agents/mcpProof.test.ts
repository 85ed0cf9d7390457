// The MCP server under the protocol's own programs: the inspector lists and calls every tool, and the conformance suite passes.
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HttpServer } from '../mcp/agent';
import { startHttpServer } from '../mcp/agent';
import { Workplace } from '../mcp/workplace';
import { editorPlaces, mcpPrograms } from '../support/hosts/places';
import { run } from '../support/processes';

let place: Workplace;
let server: HttpServer;

beforeAll(async () => {
  place = await Workplace.make();
  await place.registerTwo();
  server = await startHttpServer(place.repository.path);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await place.dispose();
});

type Call = readonly [tool: string, args: Readonly<Record<string, string | number>>];

/** Calls that each tool can do something with; those of a list one after the other. */
const calls: readonly (readonly Call[])[] = [
  [
    ['claim_file', { filePath: 'src/pay.ts', mode: 'INTENT' }],
    ['escalate_claim', { claim: 'src/pay.ts' }],
    ['wait_for_claim', { filePath: 'src/ship.ts', timeoutSeconds: 1 }],
    ['list_file_claims', {}],
    ['release_file', { filePath: 'src/pay.ts' }],
    ['notify_when_merged', { branch: 'parallel/second' }],
    ['cancel_merge_notification', { branch: 'parallel/second' }],
    ['check_merge_status', { branch: 'parallel/second' }],
  ],
  [
    ['get_parallel_status', {}],
    ['get_my_session', {}],
    ['check_conflicts', {}],
    ['detect_advanced_conflicts', {}],
    ['get_auto_fix_suggestions', { filePath: 'src/pay.ts' }],
    ['apply_auto_fix', { suggestionId: 'none' }],
    ['conflict_history', {}],
  ],
  [
    ['next_number', { sequence: 'migrations' }],
    ['send_message', { to: 'second', text: 'Hello' }],
    ['read_messages', {}],
    ['get_merge_events', {}],
    ['rebase_assist', {}],
    ['session_digest', {}],
    ['restore', { turn: 'first@99' }],
  ],
];

interface Answer {
  readonly tools?: readonly { readonly name: string }[];
  readonly isError?: boolean;
  readonly structuredContent?: object;
  readonly content?: readonly { readonly text?: string }[];
}

async function inspect(...args: readonly string[]): Promise<Answer> {
  const to = [server.url, '--transport', 'http', '--header', `Authorization: Bearer ${server.token}`];
  const result = await run(process.execPath, [mcpPrograms().inspector, '--cli', ...to, ...args]);
  expect(result.stdout, result.stderr).toMatch(/^\s*\{/);
  return JSON.parse(result.stdout) as Answer;
}

function callWithInspector([tool, args]: Call): Promise<Answer> {
  const given = Object.entries(args).flatMap(([name, value]) => ['--tool-arg', `${name}=${value}`]);
  return inspect('--method', 'tools/call', '--tool-name', tool, ...given);
}

describe('the inspector', () => {
  it('lists every tool and calls it: each answers with data, or why there is nothing to do', async () => {
    const { tools = [] } = await inspect('--method', 'tools/list');
    const named = calls.flat().map(([tool]) => tool);
    expect(named.sort()).toEqual(tools.map(({ name }) => name).sort());
    const refused: string[] = [];
    const callAll = async (several: readonly Call[]): Promise<void> => {
      for (const call of several) {
        const answer = await callWithInspector(call);
        if (answer.isError === true) refused.push(`${call[0]}: ${answer.content?.[0]?.text ?? ''}`);
        else expect(answer.structuredContent, call[0]).toBeTypeOf('object');
      }
    };
    await Promise.all(calls.map(callAll));
    expect(refused.sort()).toEqual([
      expect.stringMatching(/^apply_auto_fix: .*none/),
      expect.stringMatching(/^restore: .*first@99/),
    ]);
  });
});

/** Those that ask nothing of a server that is not in the protocol. */
const scenarios = [
  'dns-rebinding-protection', 'ping', 'resources-list', 'resources-subscribe', 'resources-unsubscribe', 'server-initialize',
  'server-sse-multiple-streams', 'tools-list',
]; // prettier-ignore

describe('the conformance suite', () => {
  it('passes in all that is not about the tools, prompts and resources of a server made for it', async () => {
    await using door = await openDoor();
    const program = [mcpPrograms().conformance, 'server', '--url', door.url];
    const { stdout } = await run(editorPlaces().node, program, { cwd: place.repository.folder });
    const lines = [...stdout.matchAll(/^([✓✗]) ([\w-]+): (\d+) passed, (\d+) failed/gm)];
    const passed = lines.filter(([, mark]) => mark === '✓').map(([, , name]) => name);
    expect(passed.sort()).toEqual(scenarios);
    const ofOthers = /^(tools-call|resources-(read|templates)|prompts|elicitation|logging|completion)-/;
    const failed = lines.flatMap(([, mark, name = '']) =>
      mark === '✗' && !ofOthers.test(name) ? [name] : [],
    );
    expect(failed).toEqual([]);
  });
});

/** Brings the token of the server for a client that cannot; all else goes through as it is. */
async function openDoor(): Promise<AsyncDisposable & { readonly url: string }> {
  const { port } = new URL(server.url);
  const door = createServer((asked, answer) => {
    const headers = { ...asked.headers, authorization: `Bearer ${server.token}` };
    const inner = request({ host: '127.0.0.1', port, path: asked.url, method: asked.method, headers });
    inner.on('error', () => answer.destroy());
    inner.on('response', (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    asked.pipe(inner);
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(door.address() as AddressInfo).port}/mcp`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        door.close(() => resolve());
        door.closeAllConnections();
      }),
  };
}
