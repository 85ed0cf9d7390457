import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { CoordinatorError } from '../../src/core/errors';
import { askToLeave } from '../../src/ipc/askToLeave';
import { ReconnectingClient } from '../../src/ipc/reconnectingClient';
import type { RepositoryLocation } from '../../src/ipc/repositoryLocation';
import { findRepository, stateDir } from '../../src/ipc/repositoryLocation';
import type { MethodName, MethodParams, MethodResults } from '../../src/protocol/methods';
import { gitEnvironment, makeRepository } from '../support/git';
import { Clients } from './clients';
import { Hosts } from './hosts';
import { Ledger } from './ledger';
import { judgeOwnerLog } from './ownerLog';
import { bundlePrograms } from './programs';
import { Random } from '../support/random';

/** What so many rounds led to. `wrong` is empty when nothing was lost, held twice or owned twice. */
export interface CrashReport {
  readonly rounds: number;
  readonly seed: number;
  readonly wrong: readonly string[];
  /** How many hosts owned the repository one after another. */
  readonly owners: number;
  readonly answers: number;
  /** The longest that a client waited for an answer, in milliseconds. */
  readonly longestMs: number;
  readonly faults: Readonly<Record<string, number>>;
}

/** How the rounds are run. */
export interface CrashOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly onRound?: (round: number, fault: string) => void;
}

const clientCount = 3;
const answersPerRound = 2;
/** What may happen in a round, as often as it is named here. Hosts are struck by faults of their own in all of them. */
const faultsByWeight = [
  'killOwner', 'killOwner', 'suspendOwner', 'suspendOwner', 'handOver', 'handOver', 'terminateOwner', 'killClient',
  'killOwnerAndClient', 'killAllHosts', 'nothing', 'nothing', 'nothing',
] as const; // prettier-ignore

/**
 * Lets clients work on a repository while its hosts, and the clients, are killed, suspended and handed over at random
 * points, between any two file operations of the state too, and compares after each round what the state holds with
 * what the clients were told. Ends with the first round in which something is wrong.
 */
export async function runCrashRounds({ rounds, seed, onRound }: CrashOptions): Promise<CrashReport> {
  await using programs = await bundlePrograms();
  await using repository = await makeRepository({ files: { a: '', b: '', c: '', d: '', e: '' } });
  const location = findRepository(repository.path);
  if (location === null) throw new Error('The repository was not found.');
  const env = { ...gitEnvironment(), XDG_RUNTIME_DIR: repository.folder };
  process.env['XDG_RUNTIME_DIR'] = repository.folder;
  const ownerLog = join(repository.folder, 'owners.jsonl');
  const random = new Random(seed);
  const hosts = new Hosts({ program: programs.host, repository: repository.path, stateDir: stateDir(location.commonDir), ownerLog, env, random }); // prettier-ignore
  const clients = new Clients({
    program: programs.client,
    repository: repository.path,
    listener: 'listener',
    env,
  });
  const crash = new Crash(location, hosts, clients, random, ownerLog);
  try {
    await crash.begin(repository.path);
    for (let round = 1; round <= rounds && crash.ledger.wrong.length === 0; round++) {
      const fault = await crash.round();
      onRound?.(round, fault);
    }
    return { rounds, seed, wrong: crash.ledger.wrong, owners: hosts.epoch, answers: crash.ledger.answers, longestMs: crash.ledger.longestMs, faults: crash.faults }; // prettier-ignore
  } finally {
    crash.dispose();
    await clients.end();
    await hosts.end();
  }
}

class Crash {
  readonly ledger = new Ledger();
  readonly faults: Record<string, number> = {};
  private client: ReconnectingClient | undefined;
  private cwd = '';

  constructor(
    private readonly location: RepositoryLocation,
    private readonly hosts: Hosts,
    private readonly clients: Clients,
    private readonly random: Random,
    private readonly ownerLog: string,
  ) {}

  /** Starts everything. */
  async begin(cwd: string): Promise<void> {
    this.cwd = cwd;
    await this.rouse(this.prepare(cwd));
  }

  private async prepare(cwd: string): Promise<void> {
    this.hosts.fill(2);
    const { location } = this;
    this.client = await insist(() =>
      ReconnectingClient.connect({ location, client: 'test', start: false, timeoutMs: 5000 }),
    );
    await this.ask('updateSettings', { settings: { radar: false } });
    await this.ask('registerSession', { requestId: randomUUID(), name: 'listener', agent: 'test', agentSessionId: 'listener', pid: null, prompt: null, cwd, worktree: 'here', base: null }); // prettier-ignore
  }

  /** One round: everybody works, something happens, everybody rests, and all is compared. Says what happened. */
  async round(): Promise<string> {
    this.hosts.fill(2);
    this.clients.fill(clientCount, () => this.random.whole(0, 1_000_000));
    const working = this.clients.work(1);
    const name = this.random.pick(faultsByWeight);
    await pause(this.random.whole(0, 40));
    this.faults[name] = (this.faults[name] ?? 0) + 1;
    const killed = await this.faultsToPick[name]();
    this.hosts.fill(2);
    await this.rouse(working);
    this.clients.fill(clientCount, () => this.random.whole(0, 1_000_000));
    await this.rouse(this.clients.work(answersPerRound));
    await this.rouse(this.clients.pause());
    this.ledger.take(this.clients.takeLines());
    await this.rouse(this.judge(killed));
    return name;
  }

  dispose(): void {
    this.client?.dispose();
  }

  /** What may happen; each resolves with the client that it killed, if it did. */
  private readonly faultsToPick = {
    killOwner: () => this.signalled('SIGKILL'),
    terminateOwner: () => this.signalled('SIGTERM'),
    killAllHosts: () => {
      this.hosts.signalAll('SIGKILL');
      return Promise.resolve(null);
    },
    suspendOwner: async () => {
      const pid = this.hosts.ownerPid;
      if (pid === null) return null;
      this.hosts.signalOwner('SIGSTOP');
      await pause(this.random.whole(5, 60));
      this.hosts.signalOwner(this.random.next() < 0.5 ? 'SIGCONT' : 'SIGKILL');
      return null;
    },
    handOver: async () => {
      await askToLeave(this.location, 'test', { force: true, timeoutMs: 1000 }).catch(() => false);
      return null;
    },
    killClient: () => this.clients.kill(this.random.whole(0, 9)),
    killOwnerAndClient: () => {
      this.hosts.signalOwner('SIGKILL');
      return this.clients.kill(this.random.whole(0, 9));
    },
    // Only what the hosts themselves were given to be struck by.
    nothing: () => Promise.resolve(null),
  } as const;

  private signalled(signal: NodeJS.Signals): Promise<null> {
    this.hosts.signalOwner(signal);
    return Promise.resolve(null);
  }

  // While we wait hosts may end by faults of their own, or suspend themselves.
  private async rouse<T>(task: Promise<T>): Promise<T> {
    const timer = setInterval(() => {
      this.hosts.fill(2);
      this.hosts.signalAll('SIGCONT');
    }, 50);
    return task.finally(() => clearInterval(timer));
  }

  private async judge(killed: string | null): Promise<void> {
    const { ledger } = this;
    const { claims, warnings } = await this.ask('getSnapshot', { fresh: false });
    ledger.judgeClaims(claims);
    for (let context = '…'; context !== '';) {
      const event = { kind: 'promptSubmitted', prompt: 'Go on.' } as const;
      ({ context } = await this.ask('agentEvent', { agent: 'test', agentSessionId: 'listener', sessionId: null, pid: null, cwd: this.cwd, event })); // prettier-ignore
      ledger.heard(context);
    }
    ledger.judgeMessages();
    // A change that was cut off while it was saved was not acknowledged; whether any that was is lost, the ledger knows.
    const losses = warnings.filter((warning) => /damaged|missing|lost/.test(warning));
    ledger.wrong.push(...losses.filter((warning) => !warning.includes('was being saved')));
    ledger.wrong.push(...judgeOwnerLog(this.ownerLog), ...this.hosts.failures);
    if (killed !== null) await this.endSession(killed);
  }

  private ask<M extends MethodName>(method: M, params: MethodParams<M>): Promise<MethodResults[M]> {
    const { client } = this;
    if (client === undefined) throw new Error('Nobody asks.');
    const requestId = randomUUID();
    return insist(() => client.call(method, params, { requestId }));
  }

  private async endSession(client: string): Promise<void> {
    const session = this.ledger.sessionOf(client);
    if (session !== null) await this.ask('releaseSession', { session, worktree: 'keep' });
    this.ledger.ended(client);
  }
}

// This process starts no hosts, so there may be none for a while.
async function insist<T>(attempt: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const isNone = error instanceof CoordinatorError && error.code === 'hostUnavailable';
      if (!isNone || performance.now() > deadline) throw error;
      await pause(20);
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
