// A client that works without pause and says what it is about to do and what it was answered. Bundled by the tests.
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { ReconnectingClient } from '../../src/ipc/reconnectingClient';
import { findRepository } from '../../src/ipc/repositoryLocation';
import type { MethodParams } from '../../src/protocol/methods';
import type { ClientLine, ClientStep } from './clientLine';
import { Random } from '../support/random';

const [cwd = '', name = '', seed = '0', listener = ''] = process.argv.slice(2);
const files = ['a', 'b', 'c', 'd', 'e'];
const random = new Random(Number(seed));
let paused = false;
let wake: () => void = () => undefined;

createInterface(process.stdin).on('line', (line) => {
  paused = line === 'pause';
  wake();
});

main().catch((error: unknown) => {
  say({ kind: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  process.exit(1);
});

async function main(): Promise<void> {
  const location = findRepository(cwd);
  if (location === null) throw new Error(`There is no repository at ${cwd}.`);
  const client = await ReconnectingClient.connect({
    location,
    client: 'test',
    start: true,
    timeoutMs: 20_000,
  });
  const { session } = await client.call('registerSession', {
    requestId: `register-${name}`,
    name,
    agent: 'test',
    agentSessionId: null,
    pid: null,
    prompt: null,
    cwd,
    worktree: 'here',
    base: null,
  });
  say({ kind: 'registered', session: session.id });
  const held = new Set<string>();
  for (let count = 0; ; count++) {
    if (paused) await rest();
    await step(client, session.id, held, count);
  }
}

async function rest(): Promise<void> {
  say({ kind: 'paused' });
  while (paused) await new Promise<void>((resolve) => (wake = resolve));
}

async function step(
  client: ReconnectingClient,
  session: string,
  held: Set<string>,
  count: number,
): Promise<void> {
  const chance = random.next();
  const path = random.pick(files);
  if (chance < 0.3) {
    const text = `<${name}-${count}>`;
    await act({ do: 'send', text }, () => client.call('sendMessage', { to: listener, from: session, text }));
  } else if (held.has(path)) {
    await act({ do: 'release', path }, () => client.call('releaseClaims', { session, claims: [path], cwd }));
    held.delete(path);
  } else {
    const wish: MethodParams<'acquireClaims'> = {
      session,
      paths: [path],
      cwd,
      mode: 'exclusive',
      reason: null,
      ttlMinutes: 600,
    };
    const { results } = await act({ do: 'claim', path }, () => client.call('acquireClaims', wish), (answer) => answer.results[0]?.outcome === 'granted'); // prettier-ignore
    if (results[0]?.outcome === 'granted') held.add(path);
  }
}

async function act<T>(
  step: ClientStep,
  run: () => Promise<T>,
  isDone: (answer: T) => boolean = () => true,
): Promise<T> {
  say({ kind: 'intends', step });
  const startedAt = performance.now();
  const answer = await run();
  say({ kind: 'did', step, done: isDone(answer), ms: performance.now() - startedAt });
  return answer;
}

// Synchronous, so that what was said counts even when the next thing is the end of this process.
function say(line: ClientLine): void {
  writeSync(1, `${JSON.stringify({ at: String(process.hrtime.bigint()), ...line })}\n`);
}
