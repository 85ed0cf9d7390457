import { bareRepository, invalidInput, notARepository, sessionNotFound } from '../core/errors';
import type { HostClient } from '../ipc/client';
import type { RepositoryLocation } from '../ipc/repositoryLocation';
import { findRepository } from '../ipc/repositoryLocation';
import type { SessionView } from '../protocol/snapshot';
import type { CommandContext } from './context';

const connectMs = 15_000;

/** A repository that has files to work on. */
export type WorkingRepository = Exclude<RepositoryLocation, { kind: 'bare' }>;

/** Finds the repository that a command is about; throws when there is none or it is bare. */
export function repositoryOf(context: CommandContext): WorkingRepository {
  const location = findRepository(context.repo);
  if (location === null) throw notARepository(context.repo);
  if (location.kind === 'bare') throw bareRepository(context.repo);
  return location;
}

/** Runs a task with a connection to the repository's host, starting one when none answers. */
export async function withHost<T>(
  context: CommandContext,
  task: (host: HostClient) => Promise<T>,
): Promise<T> {
  const location = repositoryOf(context);
  const { ReconnectingClient } = await import('../ipc/reconnectingClient');
  const options = { location, client: 'cli', start: true, timeoutMs: connectMs } as const;
  const host = await ReconnectingClient.connect(options);
  try {
    return await task(host);
  } finally {
    host.dispose();
  }
}

/** How a command was told which session is meant. */
export interface SessionChoice {
  /** Name, id or beginning of an id. */
  readonly session?: string | undefined;
  readonly pid?: number | undefined;
}

/**
 * Finds the session that is meant: the one that is named, else that of `PARALLEL_CC_SESSION_ID`, else the one at work
 * in the worktree of the current folder.
 */
export async function chooseSession(
  context: CommandContext,
  host: HostClient,
  choice: SessionChoice,
): Promise<string> {
  if (choice.session !== undefined) return choice.session;
  if (choice.pid === undefined && context.env['PARALLEL_CC_SESSION_ID'])
    return context.env['PARALLEL_CC_SESSION_ID'];
  const { sessions } = await host.call('getSnapshot', { fresh: false });
  const live = sessions.filter((session) => session.state !== 'done');
  const found = choice.pid === undefined ? inWorktree(live, context) : withPid(live, choice.pid);
  if (found !== undefined) return found.id;
  if (choice.pid !== undefined) throw sessionNotFound(`of process ${choice.pid}`);
  throw invalidInput(
    'the command',
    'it does not say which session is meant',
    'Name it; "parallel-cc status" lists them.',
  );
}

function withPid(sessions: readonly SessionView[], pid: number): SessionView | undefined {
  return sessions.find((session) => session.process?.pid === pid);
}

function inWorktree(sessions: readonly SessionView[], context: CommandContext): SessionView | undefined {
  const { worktreeRoot } = repositoryOf(context);
  const here = sessions.filter((session) => session.worktreePath === worktreeRoot);
  return here.length === 1 ? here[0] : undefined;
}
