import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { DashboardIntent } from '../../protocol/webview';
import type { CommandTable } from '../commands/commandTable';
import type { HostConnection } from '../connection/hostConnection';

type OpenFile = Extract<DashboardIntent, { kind: 'openFile' }>;

/** Does what the user asked for in the dashboard, with the same code as the palette's commands. */
export async function carryOut(
  intent: DashboardIntent,
  commands: CommandTable,
  connection: HostConnection,
): Promise<void> {
  switch (intent.kind) {
    case 'startAgent':
    case 'showLog':
      return commands.run(intent.kind);
    case 'undo':
      return commands.run('undo', intent.operation);
    case 'openWorktree':
    case 'openTerminal':
    case 'removeWorktree':
      return commands.run(intent.kind, intent.path);
    case 'diffSession':
    case 'messageSession':
    case 'endSession':
    case 'resumeSession':
    case 'openRunLog':
    case 'pauseRun':
    case 'resumeRun':
    case 'killRun':
      return commands.run(intent.kind, intent.sessionId);
    case 'showHistory':
    case 'restoreSnapshot':
      return commands.run(intent.kind, intent.sessionId, intent.label);
    case 'compareConflict':
      return commands.run('compareConflict', intent.conflictId);
    case 'releaseClaim':
      return commands.run('releaseClaim', intent.claimId);
    case 'openFile':
      return openFile(intent);
    case 'dismissRepair':
      await connection.call('dismissRepairs', { repairs: [intent.repair] });
      return;
    case 'reconnect':
      connection.reconnect();
      return;
    case 'copyText':
      return vscode.env.clipboard.writeText(intent.text);
    case 'openFolder':
      return execute('vscode.openFolder');
    case 'manageTrust':
      return execute('workbench.trust.manage');
    case 'openSettings':
      return execute('workbench.action.openSettings', 'parallel-cc');
  }
}

async function openFile({ worktreePath, path, line }: OpenFile): Promise<void> {
  const file = join(worktreePath, path);
  if (!existsSync(file))
    return void vscode.window.showInformationMessage(`There is no ${path} in ${worktreePath} now.`);
  const options = line === null ? {} : { selection: new vscode.Range(line, 0, line, 0) };
  await vscode.window.showTextDocument(vscode.Uri.file(file), options);
}

async function execute(command: string, ...args: readonly unknown[]): Promise<void> {
  await vscode.commands.executeCommand(command, ...args);
}
