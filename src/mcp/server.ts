import type { ServerEvent } from '@modelcontextprotocol/server';
import { McpServer } from '@modelcontextprotocol/server';
import { programVersion } from '../protocol/version';
import { offerResources } from './resources';
import type { Workplace } from './tool';
import { offerTool } from './tool';
import { claimFile, escalateClaim, listFileClaims, releaseFile, waitForClaim } from './tools/claims';
import { checkConflicts, rebaseAssist } from './tools/conflicts';
import { applyAutoFix, detectAdvancedConflicts, getAutoFixSuggestions } from './tools/fixes';
import { conflictHistory } from './tools/history';
import { cancelMergeNotification, checkMergeStatus, getMergeEvents, notifyWhenMerged } from './tools/merges';
import { readMessages, sendMessage } from './tools/messages';
import { nextNumber } from './tools/numbers';
import { getMySession, getParallelStatus } from './tools/status';
import { restore, sessionDigest } from './tools/timeline';

const instructions = `Several agents work on this repository at once, each in its own git worktree.
1. Begin with get_parallel_status: who works on what. get_my_session says which session you are.
2. Your edits are claimed by themselves. Before a larger change that others should stay out of, call claim_file.
3. A file that another session holds exclusively cannot be edited: work elsewhere, wait_for_claim, or ask its holder with send_message.
4. Release what you no longer need: release_file. Claims end with your session. Numbered files: next_number.
5. While you work, check_conflicts says what would conflict if everybody merged now, uncommitted work included.
6. What conflicts, you settle early: agree with send_message who changes which lines. read_messages brings answers.
7. If you need another branch's work, call notify_when_merged and go on with something else until you are told.
8. When your target has moved, commit and call rebase_assist; it changes nothing where that would conflict.
9. session_digest shows what a session has done, turn by turn; restore brings files of yours back to a turn.
10. Before you finish: check_conflicts once more, commit, and release what you hold.`;

/** Builds the MCP server of one agent, the same for all protocol eras. */
export function createServer(workplace: Workplace): McpServer {
  const server = new McpServer(
    { name: 'parallel-cc', title: 'parallel-cc', version: programVersion },
    { capabilities: { tools: {}, resources: { subscribe: true, listChanged: true } }, instructions },
  );
  offerTool(server, workplace, getParallelStatus);
  offerTool(server, workplace, getMySession);
  offerTool(server, workplace, claimFile);
  offerTool(server, workplace, waitForClaim);
  offerTool(server, workplace, escalateClaim);
  offerTool(server, workplace, releaseFile);
  offerTool(server, workplace, listFileClaims);
  offerTool(server, workplace, nextNumber);
  offerTool(server, workplace, checkConflicts);
  offerTool(server, workplace, detectAdvancedConflicts);
  offerTool(server, workplace, getAutoFixSuggestions);
  offerTool(server, workplace, applyAutoFix);
  offerTool(server, workplace, conflictHistory);
  offerTool(server, workplace, notifyWhenMerged);
  offerTool(server, workplace, cancelMergeNotification);
  offerTool(server, workplace, checkMergeStatus);
  offerTool(server, workplace, getMergeEvents);
  offerTool(server, workplace, rebaseAssist);
  offerTool(server, workplace, sendMessage);
  offerTool(server, workplace, readMessages);
  offerTool(server, workplace, sessionDigest);
  offerTool(server, workplace, restore);
  offerResources(server, workplace.desk);
  return server;
}

/** Sends an event on a server's connection. */
export async function sendEvent({ server }: McpServer, event: ServerEvent): Promise<void> {
  if (event.kind === 'resource_updated') await server.sendResourceUpdated({ uri: event.uri });
  else if (event.kind === 'resources_list_changed') await server.sendResourceListChanged();
}

/** Lets a client of the older protocol subscribe to resources; returns what ends its subscriptions. */
export function offerSubscriptions(server: McpServer, { changes }: Workplace): () => void {
  const uris = new Set<string>();
  let stop: (() => void) | undefined;
  const unfollow = (): void => {
    stop?.();
    stop = undefined;
  };
  const tell = (event: ServerEvent): void => {
    if (event.kind !== 'resource_updated' || uris.has(event.uri)) sendEvent(server, event).catch(unfollow);
  };
  server.server.setRequestHandler('resources/subscribe', ({ params }) => {
    uris.add(params.uri);
    stop ??= changes.subscribe(tell);
    return {};
  });
  server.server.setRequestHandler('resources/unsubscribe', ({ params }) => {
    uris.delete(params.uri);
    if (uris.size === 0) unfollow();
    return {};
  });
  return unfollow;
}
