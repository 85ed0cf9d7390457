import { McpServer } from '@modelcontextprotocol/server';
import { programVersion } from '../protocol/version';
import type { AgentDesk } from './agentDesk';
import { offerTool } from './tool';
import { claimFile, listFileClaims, releaseFile } from './tools/claims';
import { checkConflicts } from './tools/conflicts';
import { sendMessage } from './tools/message';
import { getMySession, getParallelStatus } from './tools/status';

const instructions = `Several agents work on this repository at once, each in its own git worktree.
- See who works on what: get_parallel_status. See your own session: get_my_session.
- Your edits are claimed by themselves. Claim a file yourself (claim_file) before a larger change that others should stay out of.
- A file that another session holds exclusively cannot be edited: work on something else, or ask its holder with send_message.
- Before you finish, look whether your work would conflict with that of others: check_conflicts.`;

/** Builds the MCP server of one agent. */
export function createServer(desk: AgentDesk): McpServer {
  const server = new McpServer(
    { name: 'parallel-cc', title: 'parallel-cc', version: programVersion },
    { capabilities: { tools: {} }, instructions },
  );
  offerTool(server, desk, getParallelStatus);
  offerTool(server, desk, getMySession);
  offerTool(server, desk, claimFile);
  offerTool(server, desk, releaseFile);
  offerTool(server, desk, listFileClaims);
  offerTool(server, desk, checkConflicts);
  offerTool(server, desk, sendMessage);
  return server;
}
