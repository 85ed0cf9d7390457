import { join } from 'node:path';
import { bareRepository, notARepository } from '../core/errors';
import type { RepositoryLocation } from '../ipc/repositoryLocation';
import { findRepository, stateDir } from '../ipc/repositoryLocation';
import type { AgentPlace } from './agentDesk';
import { AgentDesk } from './agentDesk';
import { LazyHost } from './lazyHost';
import { ResourceChanges } from './resourceChanges';
import { SnapshotFeed } from './snapshotFeed';
import type { AgentStreams } from './stdio';
import { serveOnStdio } from './stdio';
import type { Workplace } from './tool';

/** Where a server runs and for whom. */
export interface ServeOptions {
  /** Absolute path in the repository. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the agent's messages come from and go to: standard input and output by default. */
  readonly streams?: AgentStreams;
}

/** Serves the tools until the agent closes its end; returns the exit code. */
export async function serveTools({ cwd, env, streams = process }: ServeOptions): Promise<number> {
  const location = locate(cwd);
  const host = connectLazily(location);
  const sessionId = env['PARALLEL_CC_SESSION_ID'] || null;
  await serveOnStdio(workplaceAt(host)(placeIn(location, { cwd, sessionId, parentPid: process.ppid })), streams); // prettier-ignore
  host.dispose();
  return 0;
}

/** How a server over HTTP runs. */
export interface ServeHttpOptions {
  readonly cwd: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Is told where it is, once it serves. */
  readonly onServing: (server: { readonly url: string; readonly tokenFile: string }) => void;
}

/** Serves the tools to agents of this machine over HTTP until it is told to end; returns the exit code. */
export async function serveToolsOverHttp({ cwd, port, onServing }: ServeHttpOptions): Promise<number> {
  const location = locate(cwd);
  const host = connectLazily(location);
  const tokenFile = join(stateDir(location.commonDir), 'mcp-token');
  const [{ readHttpToken }, { serveOnHttp }] = [await import('./httpToken'), await import('./http')];
  const token = await readHttpToken(tokenFile);
  const at = workplaceAt(host);
  const workplaceOf = (sessionId: string | null): Workplace =>
    at(placeIn(location, { cwd, sessionId, parentPid: null }));
  const server = await serveOnHttp({ port, token, workplaceOf });
  onServing({ url: server.url, tokenFile });
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await server.close();
  host.dispose();
  return 0;
}

type Location = Exclude<RepositoryLocation, { kind: 'bare' }>;

function locate(cwd: string): Location {
  const location = findRepository(cwd);
  if (location === null) throw notARepository(cwd);
  if (location.kind === 'bare') throw bareRepository(cwd);
  return location;
}

function connectLazily(location: Location): LazyHost {
  return new LazyHost({ location, client: 'mcp', start: true, timeoutMs: 15_000 });
}

function placeIn(
  { commonDir, worktreeRoot }: Location,
  agent: Pick<AgentPlace, 'cwd' | 'sessionId' | 'parentPid'>,
): AgentPlace {
  return { commonDir, worktreeRoot, ...agent };
}

// All agents of one server share what the coordinator tells.
function workplaceAt(host: LazyHost): (place: AgentPlace) => Workplace {
  const feed = new SnapshotFeed(host);
  const changes = new ResourceChanges(feed);
  return (place) => ({ desk: new AgentDesk(host, place), feed, changes });
}
