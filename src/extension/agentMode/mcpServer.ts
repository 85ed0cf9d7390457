import { join } from 'node:path';

/** How an MCP server is started. */
export interface McpServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Absolute path; by it the server knows whose tools it offers. */
  readonly cwd: string;
}

/**
 * The MCP server for the agents of a window: the same program that every other agent starts, run by the editor's own
 * Node, so that nothing has to be installed. `worktreeRoot` is the top of the worktree that the window has open.
 */
export function mcpServerCommand(distDir: string, worktreeRoot: string): McpServerCommand {
  return {
    command: process.execPath,
    args: [join(distDir, 'cli.js'), 'mcp', 'serve'],
    env: { ELECTRON_RUN_AS_NODE: '1' },
    cwd: worktreeRoot,
  };
}
