// The probe: it runs inside the extension host in place of a test suite, and measures what the bench asks for.
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { LoopWatch } from './loopWatch';
import type { Hold, Memory, ProbeCall, ProbeReply } from './probeCalls';
import { portVariable } from './probeCalls';

const quietMs = 20;
const longestWaitMs = 20_000;

let loop: LoopWatch | undefined;

/** Answers calls until it is told to end. */
export async function run(): Promise<void> {
  const socket = createConnection(Number(process.env[portVariable]), '127.0.0.1');
  await once(socket, 'connect');
  for await (const line of createInterface(socket)) {
    const call = JSON.parse(line) as ProbeCall;
    const reply: ProbeReply = await answer(call).then(
      (result) => ({ result }),
      (error: unknown) => ({ error: String(error) }),
    );
    socket.write(`${JSON.stringify(reply)}\n`);
    if (call.call === 'end') break;
  }
  socket.end();
}

async function answer({ call, params }: ProbeCall): Promise<unknown> {
  switch (call) {
    case 'quieten':
      return quieten();
    case 'activate':
      return activate(params);
    case 'command':
      await vscode.commands.executeCommand(params);
      return null;
    case 'watchLoop':
      watchLoop();
      return null;
    case 'longestHold':
      return longestHold();
    case 'memory':
      return memory();
    case 'end':
      return null;
  }
}

async function quieten(): Promise<void> {
  const deadline = performance.now() + longestWaitMs;
  for (let quietTimes = 0; quietTimes < 3 && performance.now() < deadline;) {
    watchLoop();
    await delay(500);
    quietTimes = longestHold().lateMs < quietMs ? quietTimes + 1 : 0;
  }
}

async function activate(id: string): Promise<number> {
  const extension = vscode.extensions.getExtension(id);
  if (extension === undefined) throw new Error(`The extension ${id} is not there.`);
  if (extension.isActive) throw new Error(`The extension ${id} is active already.`);
  const startedAt = performance.now();
  await extension.activate();
  return performance.now() - startedAt;
}

function watchLoop(): void {
  loop?.stop();
  loop = new LoopWatch();
}

function longestHold(): Hold {
  if (loop === undefined) throw new Error('The event loop is not watched.');
  const hold = loop.stop();
  loop = undefined;
  return hold;
}

function memory(): Memory {
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss: rss / 1e6, beside: besideBytes() / 1e6, heapUsed: heapUsed / 1e6, external: external / 1e6 };
}

// Only Linux tells how much of what is shared is whose.
function besideBytes(): number {
  if (process.platform !== 'linux') return 0;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const ours = pids.filter((pid) => /\/ours\/dist\/\w+\.js/.test(readProc(pid, 'cmdline')));
  const kilobytes = ours.map((pid) => Number(/^Pss:\s+(\d+)/m.exec(readProc(pid, 'smaps_rollup'))?.[1] ?? 0));
  return kilobytes.reduce((sum, one) => sum + one, 0) * 1024;
}

function readProc(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
