// The part of the Messages API that a scripted model needs.

/** One block of what the model says: text, or the call of a tool. */
export type Block =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tool_use'; readonly id: string; readonly name: string; readonly input: object };

/** One turn of a conversation as a client sends it. */
export interface Message {
  readonly role: 'user' | 'assistant' | 'system';
  readonly content: string | readonly MessageBlock[];
}

/** A block of a sent message; `content` of a `tool_result` is text or blocks of text. */
export interface MessageBlock {
  readonly type: string;
  readonly text?: string;
  readonly tool_use_id?: string;
  readonly content?: string | readonly MessageBlock[];
  readonly is_error?: boolean;
}

/** The body of `POST /v1/messages`. */
export interface MessagesRequest {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly system?: string | readonly MessageBlock[];
  readonly tools?: readonly { readonly name: string }[];
  readonly stream?: boolean;
}

/** All text of a message, tool results included, one block a line. */
export function textOf(content: Message['content'] | undefined): string {
  if (content === undefined || typeof content === 'string') return content ?? '';
  return content.map((block) => block.text ?? textOf(block.content)).join('\n');
}

/** The answer of the API as one JSON body. */
export function answerBody(id: string, model: string, content: readonly Block[]): object {
  const calls = content.some((block) => block.type === 'tool_use');
  const stop = { stop_reason: calls ? 'tool_use' : 'end_turn', stop_sequence: null };
  return { id, type: 'message', role: 'assistant', model, content, ...stop, usage };
}

/** The same answer as the lines of a server-sent event stream. */
export function* answerEvents(id: string, model: string, content: readonly Block[]): Generator<string> {
  const { stop_reason, ...message } = answerBody(id, model, content) as { stop_reason: string };
  yield event('message_start', { message: { ...message, content: [], stop_reason: null } });
  for (const [index, block] of content.entries()) {
    yield event('content_block_start', { index, content_block: emptied(block) });
    yield event('content_block_delta', { index, delta: deltaOf(block) });
    yield event('content_block_stop', { index });
  }
  yield event('message_delta', {
    delta: { stop_reason, stop_sequence: null },
    usage: { output_tokens: usage.output_tokens },
  });
  yield event('message_stop', {});
}

const usage = {
  input_tokens: 1_000,
  cache_creation_input_tokens: 200,
  cache_read_input_tokens: 3_000,
  output_tokens: 50,
};

function event(type: string, data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
}

function emptied(block: Block): object {
  return block.type === 'text' ? { ...block, text: '' } : { ...block, input: {} };
}

function deltaOf(block: Block): object {
  return block.type === 'text'
    ? { type: 'text_delta', text: block.text }
    : { type: 'input_json_delta', partial_json: JSON.stringify(block.input) };
}
