import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Session } from '../../core/session';
import { releaseIfNeverStarted, terminalMark } from '../agentTerminals';
import type { HostConnection } from '../connection/hostConnection';
import { everySession, requireSession, requireSnapshot } from '../connection/requireSnapshot';
import { askForOrder } from './agentOrder';
import type { CommandHandlers } from './commandTable';
import { pickResumable } from './picks';

/** The commands that start agents and connect them. */
export function agentCommands(
  connection: HostConnection,
  distDir: string,
): Pick<CommandHandlers, 'startAgent' | 'resumeSession' | 'installHooks'> {
  const cli = join(distDir, 'cli.js');
  return {
    async startAgent() {
      const snapshot = requireSnapshot(connection);
      const order = await askForOrder(snapshot);
      if (order === undefined) return;
      const requestId = randomUUID();
      const session = await register(connection, snapshot.repository.root, requestId, order.base);
      const prompt = order.prompt === '' ? [] : ['--', order.prompt];
      const shellArgs = [cli, 'claude', `--request-id=${requestId}`, ...terminalMark(session), ...prompt];
      const terminal = openAgentTerminal(session.name, snapshot.repository.root, shellArgs);
      releaseIfNeverStarted(connection, session.id, terminal);
      terminal.show();
    },
    async resumeSession(sessionId) {
      const snapshot = requireSnapshot(connection);
      const session =
        sessionId === undefined
          ? await pickResumable(await everySession(connection), 'Resume Which Session?')
          : requireSession(snapshot, sessionId);
      if (session === undefined) return;
      const shellArgs = [cli, 'resume', session.id];
      openAgentTerminal(session.name, snapshot.repository.root, shellArgs).show();
    },
    async installHooks() {
      const { repository } = requireSnapshot(connection);
      const env = programEnvironment();
      const execution = new vscode.ProcessExecution(process.execPath, [cli, 'install', '--hooks'], {
        cwd: repository.root,
        env,
      });
      await vscode.tasks.executeTask(installTask(execution));
    },
  };
}

function openAgentTerminal(name: string, cwd: string, shellArgs: string[]): vscode.Terminal {
  const iconPath = new vscode.ThemeIcon('hubot');
  const shell = { shellPath: process.execPath, shellArgs, env: programEnvironment() };
  return vscode.window.createTerminal({ name, iconPath, cwd, ...shell });
}

// Registered here rather than in the terminal: its name is known, and what prevents it is told like any other failure.
async function register(
  connection: HostConnection,
  cwd: string,
  requestId: string,
  base: string | undefined,
): Promise<Session> {
  const nobody = { name: null, agentSessionId: null, pid: null, prompt: null } as const;
  const options = { location: vscode.ProgressLocation.Window, title: 'Making a worktree' };
  const { session } = await vscode.window.withProgress(options, () =>
    connection.call('registerSession', {
      ...nobody,
      requestId,
      agent: 'claude-code',
      cwd,
      worktree: 'new',
      base: base ?? null,
    }),
  );
  return session;
}

// A task rather than a terminal: what the program said stays on screen after it has ended.
function installTask(execution: vscode.ProcessExecution): vscode.Task {
  const definition = { type: 'process' };
  const task = new vscode.Task(
    definition,
    vscode.TaskScope.Workspace,
    'Install hooks',
    'parallel-cc',
    execution,
    [],
  );
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, clear: true };
  return task;
}

function programEnvironment(): Record<string, string> {
  const claude = vscode.workspace.getConfiguration('parallel-cc').get<string>('claude.path', '').trim();
  return { ELECTRON_RUN_AS_NODE: '1', ...(claude === '' ? {} : { PARALLEL_CC_CLAUDE: claude }) };
}
