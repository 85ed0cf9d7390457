import type {
  CallToolResult,
  McpServer,
  StandardSchemaWithJSON,
  ToolAnnotations,
  ToolCallback,
} from '@modelcontextprotocol/server';
import { toCoordinatorError } from '../core/errors';
import type { AgentDesk } from './agentDesk';

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
    desk: AgentDesk,
  ): Promise<ToolAnswer<StandardSchemaWithJSON.InferInput<Output>>>;
}

/** What a tool found or did: the same for programs and for models. */
export interface ToolAnswer<T> {
  readonly data: T;
  readonly text: string;
}

/** Annotations of a tool that changes nothing. */
export const readOnly: ToolAnnotations = { readOnlyHint: true, openWorldHint: false };

/** Annotations of a tool that changes what is coordinated, harmlessly when called twice. */
export const changing: ToolAnnotations = {
  readOnlyHint: false,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** Offers a tool on a server. Its failures are told to the model as results, since it can do something about them. */
export function offerTool<Input extends StandardSchemaWithJSON, Output extends StandardSchemaWithJSON>(
  server: McpServer,
  desk: AgentDesk,
  tool: Tool<Input, Output>,
): void {
  const { name, title, description, annotations } = tool;
  const callback = async (input: StandardSchemaWithJSON.InferOutput<Input>): Promise<CallToolResult> => {
    try {
      const { data, text } = await tool.run(input, desk);
      return { content: [{ type: 'text', text }], structuredContent: data };
    } catch (error) {
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
