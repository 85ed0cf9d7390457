import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { bareRepository, notARepository } from '../core/errors';
import { findRepository } from '../ipc/repositoryLocation';
import { AgentDesk } from './agentDesk';
import { LazyHost } from './lazyHost';
import { createServer } from './server';

/** Where a server runs and for whom. */
export interface ServeOptions {
  /** Absolute path in the repository. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Serves the tools on standard input and output until the agent closes them; returns the exit code. */
export async function serveTools({ cwd, env }: ServeOptions): Promise<number> {
  const location = findRepository(cwd);
  if (location === null) throw notARepository(cwd);
  if (location.kind === 'bare') throw bareRepository(cwd);
  const client = new LazyHost({ location, client: 'mcp', start: true, timeoutMs: 15_000 });
  const desk = new AgentDesk(client, location.worktreeRoot, cwd, env['PARALLEL_CC_SESSION_ID'] || null);
  const server = serveStdio(() => createServer(desk));
  await new Promise<void>((resolve) => {
    process.stdin.once('end', resolve);
    process.stdin.once('close', resolve);
  });
  await server.close();
  client.dispose();
  return 0;
}
