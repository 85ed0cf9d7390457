import { join } from 'node:path';
import * as vscode from 'vscode';
import type { HostConnection } from '../connection/hostConnection';
import { requireSnapshot } from '../connection/requireSnapshot';
import { askForOrder } from './agentOrder';
import type { CommandHandlers } from './commandTable';

/** The commands that start agents and connect them. */
export function agentCommands(
  connection: HostConnection,
  distDir: string,
): Pick<CommandHandlers, 'startAgent' | 'installHooks'> {
  const cli = join(distDir, 'cli.js');
  return {
    async startAgent() {
      const snapshot = requireSnapshot(connection);
      const { repository } = snapshot;
      const order = await askForOrder(snapshot);
      if (order === undefined) return;
      const base = order.base === undefined ? [] : [`--base=${order.base}`];
      const args = order.prompt === '' ? base : [...base, '--', order.prompt];
      const terminal = vscode.window.createTerminal({
        name: 'Claude Code',
        iconPath: new vscode.ThemeIcon('hubot'),
        cwd: repository.root,
        shellPath: process.execPath,
        shellArgs: [cli, 'claude', '--new', ...args],
        env: programEnvironment(),
      });
      terminal.show();
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
