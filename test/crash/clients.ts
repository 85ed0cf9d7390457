import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { spawnGroup } from '../support/processGroups';
import type { TimedLine } from './clientLine';

/** What clients are run with. */
export interface ClientsOptions {
  readonly program: string;
  readonly repository: string;
  /** The session that messages go to. */
  readonly listener: string;
  readonly env: NodeJS.ProcessEnv;
}

interface Client {
  readonly name: string;
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  paused: boolean;
  answers: number;
}

/** The clients of the rounds, processes of their own. */
export class Clients {
  private readonly running: Client[] = [];
  private lines: { readonly client: string; readonly line: TimedLine }[] = [];
  private spawned = 0;

  constructor(private readonly options: ClientsOptions) {}

  /** Has so many clients run. */
  fill(count: number, seed: () => number): void {
    while (this.running.length < count) this.spawn(seed());
  }

  /** Kills a client; resolves with its name when all that it said has been read. */
  async kill(index: number): Promise<string> {
    const [client] = this.running.splice(index % this.running.length, 1);
    if (client === undefined) throw new Error('There is no client to kill.');
    client.child.kill('SIGKILL');
    await client.ended;
    return client.name;
  }

  /** Lets all clients work until each has had so many answers more. */
  async work(answers: number): Promise<void> {
    for (const client of this.running) {
      client.answers = 0;
      client.paused = false;
      client.child.stdin?.write('go\n');
    }
    await until(() => this.running.every((client) => client.answers >= answers), 'the clients are answered');
  }

  /** Lets all clients finish what they are at. */
  async pause(): Promise<void> {
    for (const { child } of this.running) child.stdin?.write('pause\n');
    await until(() => this.running.every(({ paused }) => paused), 'the clients rest');
  }

  /** What has been said since the last time. */
  takeLines(): { readonly client: string; readonly line: TimedLine }[] {
    return this.lines.splice(0);
  }

  /** Kills all clients. */
  async end(): Promise<void> {
    while (this.running.length > 0) await this.kill(0);
  }

  private spawn(seed: number): void {
    const { program, repository, listener, env } = this.options;
    const name = `client-${this.spawned++}`;
    const child = spawnGroup(process.execPath, [program, repository, name, String(seed), listener], {
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin?.on('error', () => undefined);
    const reader = createInterface(child.stdout as Readable);
    const ended = new Promise((resolve) => reader.once('close', resolve));
    const client: Client = { name, child, ended, paused: false, answers: 0 };
    reader.on('line', (line) => this.hear(client, JSON.parse(line) as TimedLine));
    this.running.push(client);
  }

  private hear(client: Client, line: TimedLine): void {
    this.lines.push({ client: client.name, line });
    if (line.kind === 'paused') client.paused = true;
    if (line.kind === 'did') client.answers++;
    if (line.kind === 'failed') this.running.splice(this.running.indexOf(client), 1);
  }
}

/** Waits until something is so, at most half a minute. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`It did not come about that ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
