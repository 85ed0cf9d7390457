import type {
  CallToolResult,
  InputRequiredResult,
  McpServer,
  ServerContext,
  StandardSchemaWithJSON,
  ToolAnnotations,
  ToolCallback,
} from '@modelcontextprotocol/server';
import { toCoordinatorError } from '../core/errors';
import type { AgentDesk } from './agentDesk';
import type { ResourceChanges } from './resourceChanges';
import { ToolCall } from './toolCall';
import { QuestionForUser } from './userQuestion';
import type { SnapshotFeed } from './snapshotFeed';

/** A tool: what it is called, takes and gives, and how it does it. */
export interface Tool<Input extends StandardSchemaWithJSON, Output extends StandardSchemaWithJSON> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: Input;
  readonly output: Output;
  readonly annotations: ToolAnnotations;
  run(
    input: StandardSchemaWithJSON.InferOutput<Input>,
    call: ToolCall,
  ): Promise<ToolAnswer<StandardSchemaWithJSON.InferInput<Output>>>;
}

/** What a tool found or did: the same for programs and for models. */
export interface ToolAnswer<T> {
  readonly data: T;
  readonly text: string;
}

/** Annotations of a tool that changes nothing. */
export const readOnly: ToolAnnotations = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** Annotations of a tool that changes what is coordinated, harmlessly when called twice. */
export const changing: ToolAnnotations = {
  readOnlyHint: false,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** What the tools of a server work with. */
export interface Workplace {
  readonly desk: AgentDesk;
  readonly feed: SnapshotFeed;
  readonly changes: ResourceChanges;
}

/** Offers a tool on a server. Its failures are told to the model as results, since it can do something about them. */
export function offerTool<Input extends StandardSchemaWithJSON, Output extends StandardSchemaWithJSON>(
  server: McpServer,
  { desk, feed }: Workplace,
  tool: Tool<Input, Output>,
): void {
  const { name, title, description, annotations } = tool;
  const callback = async (
    input: StandardSchemaWithJSON.InferOutput<Input>,
    context: ServerContext,
  ): Promise<CallToolResult | InputRequiredResult> => {
    try {
      const { data, text } = await tool.run(input, new ToolCall(desk, feed, server, context));
      return { content: [{ type: 'text', text }], structuredContent: data };
    } catch (error) {
      if (error instanceof QuestionForUser) return error.toResult();
      return { content: [{ type: 'text', text: toCoordinatorError(error).text }], isError: true };
    }
  };
  const schemas = { inputSchema: tool.input, outputSchema: tool.output };
  // TypeScript does not evaluate the callback's type, which depends on the tool's, so it cannot see that they agree.
  server.registerTool<Output, Input>(
    name,
    { title, description, annotations, ...schemas },
    callback as ToolCallback<Input>,
  );
}
