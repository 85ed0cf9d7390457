import * as vscode from 'vscode';
import type { HostConnection } from '../connection/hostConnection';
import type { Target } from '../connection/target';
import { mcpServerCommand } from './mcpServer';

const providerId = 'parallel-cc.mcp';

/** What the server is started with. */
export interface McpServersOptions {
  readonly connection: HostConnection;
  readonly distDir: string;
  readonly version: string;
  findTarget(): Target;
}

/** Offers our MCP server to the editor's own agents while the window has a repository, so that they join without set-up. */
export class McpServers implements vscode.Disposable, vscode.McpServerDefinitionProvider {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly parts: readonly { dispose(): unknown }[];
  private isLive = false;

  readonly onDidChangeMcpServerDefinitions = this.changed.event;

  constructor(private readonly options: McpServersOptions) {
    this.parts = [
      this.changed,
      options.connection.onDidChange(({ kind }) => this.follow(kind === 'live')),
      vscode.lm.registerMcpServerDefinitionProvider(providerId, this),
    ];
  }

  dispose(): void {
    for (const part of this.parts) part.dispose();
  }

  provideMcpServerDefinitions(): vscode.McpServerDefinition[] {
    const target = this.options.findTarget();
    if (target.kind !== 'repository' || target.location.kind !== 'worktree') return [];
    const { command, args, env, cwd } = mcpServerCommand(this.options.distDir, target.location.worktreeRoot);
    const server = new vscode.McpStdioServerDefinition('parallel-cc', command, [...args], { ...env }, this.options.version); // prettier-ignore
    server.cwd = vscode.Uri.file(cwd);
    return [server];
  }

  private follow(isLive: boolean): void {
    if (isLive === this.isLive) return;
    this.isLive = isLive;
    this.changed.fire();
  }
}
