// A coordinator on a real repository, in this process, for tests of what it answers.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { silentLogger } from '../../src/base/logger';
import type { AgentAction, AgentReply } from '../../src/core/agentEvent';
import type { ClaimMode } from '../../src/core/claim';
import { startCoordinator } from '../../src/host/host';
import type { Coordinator } from '../../src/host/host';
import type { HostClient } from '../../src/ipc/client';
import { findRepository } from '../../src/ipc/repositoryLocation';
import type { MethodParams } from '../../src/protocol/methods';
import type { ClaimResult, RegisterResult } from '../../src/protocol/results';
import type { Repository, RepositoryContents } from './git';
import { makeRepository } from './git';
import { builtPrograms } from './build';

/** A coordinator with its repository; `await using` stops it and removes everything. */
export interface TestCoordinator extends AsyncDisposable {
  readonly repository: Repository;
  readonly client: HostClient;
  register(parts?: Partial<MethodParams<'registerSession'>>): Promise<RegisterResult>;
  claim(session: string, path: string, mode: ClaimMode): Promise<ClaimResult>;
  agent(agentSessionId: string, event: AgentAction, sessionId?: string): Promise<AgentReply>;
  /** Stops the coordinator and starts another on the same repository; `client` is then that of the new one. */
  restart(): Promise<void>;
  /** Stops the coordinator; the repository stays. */
  stop(): Promise<void>;
}

/** Starts a coordinator on a new repository. */
export async function openCoordinator(contents: RepositoryContents): Promise<TestCoordinator> {
  return coordinate(await makeRepository(contents));
}

/** Starts a coordinator on a repository, which goes with it. */
export async function coordinate(repository: Repository): Promise<TestCoordinator> {
  let coordinator = await start(repository.path);
  let client = coordinator.connect();
  return {
    repository,
    get client() {
      return client;
    },
    register: (parts = {}) =>
      client.call('registerSession', { ...nobody, cwd: repository.path, requestId: randomUUID(), ...parts }),
    async claim(session, path, mode) {
      const params = { session, paths: [path], cwd: repository.path, mode, reason: null, ttlMinutes: null };
      const { results } = await client.call('acquireClaims', params);
      if (results[0] === undefined) throw new Error('The coordinator answered no claim.');
      return results[0];
    },
    agent: (agentSessionId, event, sessionId) =>
      client.call('agentEvent', { agent: 'test', agentSessionId, sessionId: sessionId ?? null, pid: null, cwd: repository.path, event }), // prettier-ignore
    async restart() {
      await coordinator.stop();
      coordinator = await start(repository.path);
      client = coordinator.connect();
    },
    stop: () => coordinator.stop(),
    async [Symbol.asyncDispose]() {
      await coordinator.stop();
      await repository.dispose();
    },
  };
}

const nobody = {
  name: null,
  agent: 'test',
  agentSessionId: null,
  pid: null,
  prompt: null,
  worktree: 'auto',
  base: null,
} as const;

async function start(path: string): Promise<Coordinator> {
  const location = findRepository(path);
  if (location?.kind !== 'worktree') throw new Error(`No repository was found at ${path}.`);
  const distDir = await builtPrograms();
  const started = await startCoordinator({
    location,
    kind: 'headless',
    version: '0.0.0',
    distDir,
    logger: silentLogger,
  });
  if (started.outcome === 'owned') throw new Error(`Another process owns ${join(path, '.git')}.`);
  return started.coordinator;
}
