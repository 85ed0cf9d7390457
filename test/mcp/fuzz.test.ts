// A hundred thousand messages that are not valid, at a server in this process: each gets an error, and nothing stays behind.
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveTools } from '../../src/mcp/main';
import type { Repository } from '../support/git';
import { makeRepository } from '../support/git';
import { Random } from '../support/random';
import type { Era } from './agent';
import { eras } from './agent';

const perEra = 50_000;
const atOnce = 500;
const warmUp = 5_000;
const mostGrowth = 16 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let repository: Repository;

beforeAll(async () => {
  repository = await makeRepository({ files: { 'a.ts': 'a\n' } });
});

afterAll(() => repository[Symbol.asyncDispose]());

describe.each(eras)('the MCP server to a client of the %s protocol that sends nonsense', (era) => {
  it('answers each message with an error, lives on, and keeps nothing of them', async () => {
    const client = new RawClient(repository.path);
    await client.greet(era);
    const random = new Random(era === 'older' ? 1 : 2);
    let heap = 0;
    for (let sent = 0; sent < perEra; sent += atOnce) {
      if (sent === warmUp) heap = heapUsed();
      const messages = Array.from({ length: atOnce }, () => nonsense(random, era));
      const answers = await client.send(messages);
      const wrong = answers.findIndex(({ error, result }) => !isRefusal(error) && result?.isError !== true);
      expect(wrong < 0 ? '' : JSON.stringify(answers[wrong])).toBe('');
    }
    expect(heapUsed() - heap).toBeLessThan(mostGrowth);
    const [{ result } = {}] = await client.send([request(era, 'tools/list', {})]);
    expect(result?.tools?.length).toBeGreaterThan(20);
    expect(await client.close()).toBe(0);
  }, 240_000);
});

interface Answer {
  readonly error?: { readonly code: number; readonly message: string };
  readonly result?: { readonly isError?: boolean; readonly tools?: readonly unknown[] };
}

function isRefusal(error: Answer['error']): boolean {
  return error !== undefined && Number.isInteger(error.code) && error.message !== '';
}

/** A client that sends what it is told to, whatever it is. */
class RawClient {
  private readonly streams = { stdin: new PassThrough(), stdout: new PassThrough() };
  private readonly answers: Answer[] = [];
  private rest = '';
  private readonly served: Promise<number>;

  constructor(cwd: string) {
    this.served = serveTools({ cwd, env: {}, streams: this.streams });
    this.streams.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (this.rest + chunk).split('\n');
      this.rest = lines.pop() ?? '';
      this.answers.push(...lines.map((line) => JSON.parse(line) as Answer));
    });
  }

  async greet(era: Era): Promise<void> {
    if (era === 'newer') return;
    const clientInfo = { name: 'fuzz', version: '0' };
    await this.send([request(era, 'initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo })]); // prettier-ignore
    this.streams.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
  }

  /** Sends messages and waits for as many answers. */
  async send(messages: readonly string[]): Promise<Answer[]> {
    this.streams.stdin.write(messages.map((message) => `${message}\n`).join(''));
    while (this.answers.length < messages.length)
      await once(this.streams.stdout, 'data', { signal: AbortSignal.timeout(20_000) });
    return this.answers.splice(0);
  }

  async close(): Promise<number> {
    this.streams.stdin.end();
    return this.served;
  }
}

let lastId = 0;

function request(era: Era, method: unknown, params: unknown): string {
  const meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {}, 'io.modelcontextprotocol/clientInfo': { name: 'fuzz', version: '0' } }; // prettier-ignore
  const isObject = typeof params === 'object' && params !== null && !Array.isArray(params);
  const withMeta = era === 'newer' && isObject ? { ...params, _meta: meta } : params;
  return JSON.stringify({ jsonrpc: '2.0', id: ++lastId, method, params: withMeta });
}

function nonsense(random: Random, era: Era): string {
  const kind = random.pick(['noise', 'noJson', 'noMessage', 'method', 'params', 'tool', 'uri', 'cut'] as const); // prettier-ignore
  switch (kind) {
    case 'noise':
      return `~${noise(random)}`;
    case 'noJson':
      return random.pick(['{', '[1,', '{"jsonrpc"', 'nul', "{'a':1}", '{"a":1,}', '"', '\\u0000', '{}{}']);
    case 'noMessage':
      return JSON.stringify(random.pick([value(random), [], { jsonrpc: '1.0', id: 1, method: 'ping' }, { jsonrpc: '2.0', id: {}, method: 'ping' }, { jsonrpc: '2.0', id: 1, method: value(random, 3) }, { id: 1 }])); // prettier-ignore
    case 'method':
      return request(era, `${random.pick(['tools/', 'x/', '', '__proto__', 'resources/'])}${noise(random)}`, {}); // prettier-ignore
    case 'params':
      return request(era, random.pick(['tools/call', 'resources/read']), random.pick([value(random), [value(random)], { name: value(random, 3) }, { uri: value(random, 3) }])); // prettier-ignore
    case 'tool':
      return request(era, 'tools/call', random.pick([
        { name: noise(random), arguments: {} },
        { name: 'claim_file', arguments: { filePath: random.whole(0, 9) } },
        { name: 'claim_file', arguments: { filePath: 'a.ts', mode: noise(random) } },
        { name: 'send_message', arguments: { to: 1, text: value(random, 3) } },
        { name: 'wait_for_claim', arguments: { filePath: 'a.ts', timeoutSeconds: -1 } },
      ])); // prettier-ignore
    case 'uri':
      return request(era, 'resources/read', { uri: random.pick([`x:${noise(random)}`, 'file:///etc/passwd', '', '::']) }); // prettier-ignore
    case 'cut':
      return request(era, 'tools/list', {}).slice(0, -random.whole(1, 20));
  }
}

function noise(random: Random): string {
  const characters = Array.from({ length: random.whole(0, 40) }, () => String.fromCharCode(random.whole(33, 0x2fff))); // prettier-ignore
  return characters.join('');
}

/** Anything that JSON has but an object with a sense; of `depth` levels at the most. */
function value(random: Random, depth = 2): unknown {
  const leaf = random.pick([null, true, random.whole(-9, 9), 1e300, noise(random)]);
  if (depth === 0 || random.next() < 0.5) return typeof leaf === 'string' && depth === 3 ? 7 : leaf;
  return random.pick([{ [noise(random)]: value(random, depth - 1) }, [value(random, depth - 1)]]);
}

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
