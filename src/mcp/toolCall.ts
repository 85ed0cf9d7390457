import type { ClientCapabilities, McpServer, ServerContext } from '@modelcontextprotocol/server';
import { CLIENT_CAPABILITIES_META_KEY } from '@modelcontextprotocol/server';
import type { AgentDesk } from './agentDesk';
import type { SnapshotFeed } from './snapshotFeed';
import { QuestionForUser, userAnswer } from './userQuestion';

/** One call of a tool: for whom it is done, and the means to tell and to ask meanwhile. */
export class ToolCall {
  constructor(
    readonly desk: AgentDesk,
    readonly feed: SnapshotFeed,
    private readonly server: McpServer,
    private readonly context: ServerContext,
  ) {}

  /** Aborts when the client does not want the answer any more. */
  get signal(): AbortSignal {
    return this.context.mcpReq.signal;
  }

  /** Tells the client how far a long call is, where it wants to know. */
  async progress(done: number, total: number, message: string): Promise<void> {
    const progressToken = this.context.mcpReq._meta?.progressToken;
    if (progressToken === undefined) return;
    const params = { progressToken, progress: done, total, message };
    await this.context.mcpReq.notify({ method: 'notifications/progress', params });
  }

  /**
   * Asks the user for consent: `cannotAsk` where the client has no means to.
   * @throws QuestionForUser until the user has answered.
   */
  confirm(question: string): 'yes' | 'no' | 'cannotAsk' {
    if (this.capabilities?.elicitation === undefined) return 'cannotAsk';
    const given = userAnswer(this.context);
    if (given === undefined) throw new QuestionForUser(question);
    return given ? 'yes' : 'no';
  }

  // Clients of the newer protocol say with each request what they can do.
  private get capabilities(): ClientCapabilities | undefined {
    const envelope = this.context.mcpReq.envelope as { readonly [CLIENT_CAPABILITIES_META_KEY]?: ClientCapabilities } | undefined; // prettier-ignore
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way for clients of the older protocol
    return envelope?.[CLIENT_CAPABILITIES_META_KEY] ?? this.server.server.getClientCapabilities();
  }
}
