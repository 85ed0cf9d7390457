import type * as vscode from 'vscode';
import type { HostConnection } from '../connection/hostConnection';
import type { DashboardView } from '../dashboard/dashboardView';
import { agentCommands } from './agentCommands';
import { claimCommands } from './claimCommands';
import { CommandTable } from './commandTable';
import { compareCommands } from './compareCommands';
import { runCommands } from './runCommands';
import { sessionCommands } from './sessionCommands';
import { timelineCommands } from './timelineCommands';
import { viewCommands } from './viewCommands';
import { worktreeCommands } from './worktreeCommands';

/** What the commands work with. */
export interface CommandParts {
  readonly connection: HostConnection;
  readonly channel: vscode.LogOutputChannel;
  readonly distDir: string;
  readonly dashboard: DashboardView;
  readonly secrets: vscode.SecretStorage;
}

/** Registers every command of the extension. */
export function registerCommands({
  connection,
  channel,
  distDir,
  dashboard,
  secrets,
}: CommandParts): CommandTable {
  return new CommandTable({
    ...agentCommands(connection, distDir),
    ...sessionCommands(connection),
    ...compareCommands(connection),
    ...claimCommands(connection),
    ...timelineCommands(connection),
    ...worktreeCommands(connection),
    ...runCommands(connection, distDir, secrets),
    ...viewCommands(connection, dashboard, channel),
  });
}
