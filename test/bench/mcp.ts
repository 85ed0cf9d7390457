// How long an agent waits for the MCP server: until its first answer, and for a claim that is on disk.
import type { ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Interface } from 'node:readline';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { openCoordinator } from '../support/coordinator';
import type { Measurement } from './measure';
import { bound, byTurns, compare, median, percentile, runProgram, timed } from './measure';

const starts = 15;
const claims = 400;
const warmUp = 100;

/** Measures the server's start beside `node -e 0`, and `claim_file` as its client sees it. */
export async function measureMcp(distDir: string): Promise<Measurement[]> {
  await using host = await openCoordinator({ files: { 'a.txt': 'a\n' } });
  const { session } = await host.register();
  const cwd = host.repository.path;
  const start = (): Agent => new Agent(join(distDir, 'cli.js'), cwd, session.id);
  const nothing = (): Promise<void> => runProgram(process.execPath, ['-e', '0'], { cwd });
  // The end of the server is not measured, but waited for: it would slow what comes next.
  const answers: number[] = [];
  const [, baseline] = await byTurns(starts, async () => answers.push(await timeToAnswer(start)), nothing); // prettier-ignore
  return [
    compare('MCP server, spawn to first answer / node -e 0', median(answers), baseline, 2.5),
    await claimLatency(start()),
  ];
}

async function timeToAnswer(start: () => Agent): Promise<number> {
  const startedAt = performance.now();
  const agent = start();
  await agent.greet();
  const took = performance.now() - startedAt;
  await agent.close();
  return took;
}

async function claimLatency(agent: Agent): Promise<Measurement> {
  await agent.greet();
  const latencies: number[] = [];
  for (let index = 0; index < claims; index++) {
    const claim = (): Promise<string> =>
      agent.ask('tools/call', { name: 'claim_file', arguments: { filePath: `src/${index}.ts` } });
    latencies.push(await timed(claim));
  }
  await agent.close();
  const measured = latencies.slice(warmUp);
  return {
    ...bound('claim_file at the MCP server, on disk when it is answered, p50', 'ms', median(measured), 3),
    details: { p99Ms: percentile(measured, 0.99) },
  };
}

/** A client of a server of its own. */
class Agent {
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private readonly lines: Interface;
  private lastId = 0;

  constructor(cli: string, cwd: string, session: string) {
    const env = { ...process.env, PARALLEL_CC_SESSION_ID: session };
    this.child = spawn(process.execPath, [cli, 'mcp', 'serve'], { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] }); // prettier-ignore
    this.lines = createInterface({ input: this.child.stdout });
  }

  async greet(): Promise<void> {
    const clientInfo = { name: 'bench', version: '0' };
    await this.ask('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
    this.child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
  }

  /** Sends a request and resolves with the answer's line; throws where it is an error. */
  async ask(method: string, params: object): Promise<string> {
    this.child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: ++this.lastId, method, params })}\n`);
    const [line] = (await once(this.lines, 'line')) as [string];
    if (line.includes('"error":') || line.includes('"isError":true')) throw new Error(line);
    return line;
  }

  async close(): Promise<void> {
    this.child.stdin.end();
    if (this.child.exitCode === null) await once(this.child, 'exit');
  }
}
