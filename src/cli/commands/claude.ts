import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CoordinatorError, toCoordinatorError } from '../../core/errors';
import { hookCommand } from '../../core/hookCommand';
import type { Session } from '../../core/session';
import { slotEnvironment } from '../../core/setup/environment';
import { prepareGitHooks } from '../../ipc/gitHooks';
import { stateDir } from '../../ipc/repositoryLocation';
import type { RegisterResult } from '../../protocol/results';
import { runClaude } from '../claudeProgram';
import { joinSettings } from '../claudeSettings';
import type { CommandContext } from '../context';
import { removeFile, replaceFile } from '../files';
import { hookSettings, ownHookProgram } from '../hookSettings';
import { repositoryOf, withHost } from '../host';
import { printable, shellWord } from '../output/text';
import { registerAndWait, worktreeChoice } from './register';
import { describeRelease } from './release';

/** The options of `claude`. */
export interface ClaudeOptions {
  readonly new?: boolean;
  readonly here?: boolean;
  readonly name?: string;
  readonly base?: string;
  readonly requestId?: string;
  readonly uncoordinated?: boolean;
}

/** Claude Code's own commands that start no agent, so that there is nothing to coordinate. */
const plainCommands: ReadonlySet<string> = new Set([
  'agents', 'auth', 'config', 'doctor', 'install', 'mcp', 'migrate-installer', 'plugin', 'setup-token', 'update',
  'upgrade', '--help', '-h', '--version', '-v',
]); // prettier-ignore

/**
 * Starts Claude Code in a worktree of its own with our hooks, and ends its session afterwards. Nothing is written
 * into the repository's files. Returns Claude Code's exit code.
 */
export async function claude(
  context: CommandContext,
  args: readonly string[],
  options: ClaudeOptions,
): Promise<number> {
  if (plainCommands.has(args[0] ?? '')) return runClaude({ context, args, cwd: context.cwd, env: {} });
  const registered = await registerOrWarn(context, options);
  if (registered === null) return runClaude({ context, args, cwd: context.cwd, env: {} });
  return claudeInSession(context, registered, args);
}

/** Runs Claude Code in the worktree of a session that is this process's, and ends the session afterwards. */
export async function claudeInSession(
  context: CommandContext,
  registered: Pick<RegisterResult, 'session' | 'slot'>,
  args: readonly string[],
): Promise<number> {
  try {
    return await runCoordinated(context, registered, args);
  } finally {
    await releaseQuietly(context, registered.session);
  }
}

async function registerOrWarn(
  context: CommandContext,
  options: ClaudeOptions,
): Promise<RegisterResult | null> {
  try {
    return await registerSession(context, options);
  } catch (thrown) {
    const error = toCoordinatorError(thrown);
    if (options.uncoordinated !== true) throw withAdvice(error);
    context.note(`Claude Code starts without coordination. ${error.text}`);
    return null;
  }
}

function withAdvice(error: CoordinatorError): CoordinatorError {
  const advice = 'Start it all the same with: parallel-cc claude --uncoordinated.';
  return new CoordinatorError(error.code, error.message, {
    hint: error.hint === undefined ? advice : `${error.hint} ${advice}`,
    cause: error,
  });
}

// Until Claude Code runs, this process stands for the session: if it dies, the session is not left behind.
async function registerSession(context: CommandContext, options: ClaudeOptions): Promise<RegisterResult> {
  const result = await registerAndWait(context, {
    requestId: options.requestId ?? randomUUID(),
    name: options.name ?? null,
    agent: 'claude-code',
    pid: process.pid,
    prompt: null,
    worktree: worktreeChoice(options),
    base: options.base ?? null,
  });
  const { session } = result;
  context.note(`parallel-cc: session ${session.name} works in ${printable(session.worktreePath)}`);
  return result;
}

async function runCoordinated(
  context: CommandContext,
  { session, slot }: Pick<RegisterResult, 'session' | 'slot'>,
  args: readonly string[],
): Promise<number> {
  const strict = context.env['PARALLEL_CC_STRICT'] === '1' ? ['--strict'] : [];
  const settings = await joinSettings(args, hookSettings(ownHookProgram(), strict), context.cwd);
  const folder = join(stateDir(repositoryOf(context).commonDir), 'claude');
  const file = join(folder, settings.personal ? `settings-${session.id}.json` : 'settings.json');
  await replaceFile(file, settings.text);
  const gitHooks = prepareGitHooks(stateDir(repositoryOf(context).commonDir), hookCommand(ownHookProgram(), []), context.env); // prettier-ignore
  try {
    return await runClaude({
      context,
      args: ['--settings', file, ...settings.args],
      cwd: sameFolderIn(session, context),
      env: {
        ...(slot === null ? {} : slotEnvironment(session.name, slot)),
        PARALLEL_CC_SESSION_ID: session.id,
        ...gitHooks,
      },
      onStarted: (pid) => setProcess(context, session, pid),
    });
  } finally {
    if (settings.personal) await removeFile(file);
  }
}

// A lost call costs little: the SessionStart hook reports the process too.
async function setProcess(context: CommandContext, session: Session, pid: number): Promise<void> {
  try {
    await withHost(context, (host) => host.call('setProcess', { session: session.id, pid }));
  } catch (error) {
    context.note(`parallel-cc: ${toCoordinatorError(error).text}`);
  }
}

function sameFolderIn(session: Session, context: CommandContext): string {
  const folder = join(session.worktreePath, relative(repositoryOf(context).worktreeRoot, context.repo));
  return existsSync(folder) ? folder : session.worktreePath;
}

async function releaseQuietly(context: CommandContext, session: Session): Promise<void> {
  try {
    const result = await withHost(context, (host) =>
      host.call('releaseSession', { session: session.id, worktree: 'auto' }),
    );
    context.note(`parallel-cc: ${describeRelease(result)}`);
    if (result.worktree.outcome === 'kept') context.note(nextSteps(session));
  } catch (error) {
    context.note(`parallel-cc could not end session ${session.name}. ${toCoordinatorError(error).text}`);
  }
}

function nextSteps(session: Session): string {
  const path = shellWord(session.worktreePath);
  return `Go on: parallel-cc resume ${session.name} · merge: git merge ${session.branch ?? session.name} · discard: parallel-cc worktrees remove ${path} --force`;
}
