import { join } from 'node:path';
import * as vscode from 'vscode';
import { registerLanguageModelTools } from './agentMode/languageModelTools';
import { McpServers } from './agentMode/mcpServers';
import { registerCommands } from './commands/registerCommands';
import { SetupTrustQuestion } from './commands/setupTrust';
import { HostConnection } from './connection/hostConnection';
import type { HostProgram } from './connection/hostLink';
import { LinkOpener } from './connection/hostLink';
import type { Target, Workspace } from './connection/target';
import { findTarget } from './connection/target';
import { DashboardView } from './dashboard/dashboardView';
import { ClaimDecorations } from './editor/claimDecorations';
import { ConflictLenses } from './editor/conflictLenses';
import { ConflictProblems } from './editor/conflictProblems';
import { HostDocuments } from './editor/hostDocuments';
import { LiveContext } from './liveContext';
import { loadProgram } from './loading/loadProgram';
import { AttentionNotices } from './notifications';
import { outputLogger } from './outputLogger';
import { SettingsForwarder } from './settings';
import { StatusBar } from './statusBar';

let connection: HostConnection | undefined;

/** Registers everything; finding and becoming the repository's host begins after it has returned. */
export function activate(context: vscode.ExtensionContext): void {
  const channel = vscode.window.createOutputChannel('parallel-cc', { log: true });
  const distDir = join(context.extensionUri.fsPath, 'dist');
  const { version } = context.extension.packageJSON as { readonly version: string };
  const logger = outputLogger(channel);
  const loadHost = (): Promise<HostProgram> => loadProgram(distDir, 'host.js', logger);
  const opener = new LinkOpener({ version, distDir, logger, loadHost });
  const target = (): Target => findTarget(openWorkspace());
  const host = new HostConnection({
    findTarget: target,
    open: (location) => opener.open(location),
    logger,
  });
  connection = host;
  const dashboard = new DashboardView(host, context.extensionUri);
  const commands = registerCommands({
    connection: host,
    channel,
    distDir,
    dashboard,
    secrets: context.secrets,
  });
  dashboard.handleIntents(commands);
  context.subscriptions.push(
    channel,
    dashboard,
    commands,
    new StatusBar(host),
    new ConflictLenses(host),
    new ConflictProblems(host),
    new ClaimDecorations(host),
    new HostDocuments(host),
    new AttentionNotices(host),
    new SettingsForwarder(host),
    new LiveContext(host),
    new SetupTrustQuestion(host),
    new McpServers({ connection: host, distDir, version, findTarget: target }),
    registerLanguageModelTools(host),
    vscode.workspace.onDidGrantWorkspaceTrust(() => host.reconnect()),
    vscode.workspace.onDidChangeWorkspaceFolders(() => host.retarget()),
  );
  setImmediate(() => host.start());
}

/** Saves everything and gives the repository free for the next host. */
export async function deactivate(): Promise<void> {
  await connection?.stop();
}

function openWorkspace(): Workspace {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  return { folders: folders.map(({ uri }) => uri.fsPath), isTrusted: vscode.workspace.isTrusted };
}
