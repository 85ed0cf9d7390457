// A language model that says what the test tells it to: the Messages API on loopback, inside the test's own process.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Block, MessagesRequest } from './messages';
import { answerBody, answerEvents, textOf } from './messages';

/** What the model does in one turn: says something, calls tools, or both; with neither a call the agent is done. */
export interface Turn {
  readonly text?: string;
  readonly tools?: readonly { readonly name: string; readonly input: object }[];
}

/** A turn, or a function that may first look at what the model was sent, and may wait for something. */
export type Step = Turn | ((request: ModelRequest) => Turn | Promise<Turn>);

/**
 * The turns of each agent, in order; after the last one the model says that it is done. An agent is named by its API
 * key, or by the words its first prompt starts with: so a test tells a subagent from the agent that started it.
 */
export type Scenario = Readonly<Record<string, readonly Step[]>>;

/** A request as the model received it. */
export interface ModelRequest {
  /** The name in the scenario. */
  readonly agent: string;
  /** How many turns of this conversation the model has already taken. */
  readonly turn: number;
  readonly body: MessagesRequest;
  /** All text after the model's last turn: prompts, tool results and what hooks added. */
  readonly news: string;
}

/** A running scripted model. */
export interface ModelApi extends AsyncDisposable {
  /** For `ANTHROPIC_BASE_URL`. */
  readonly url: string;
  /** Every request of an agent's conversation so far, of one agent or of all. */
  requests(agent?: string): readonly ModelRequest[];
  /** Calls to anything but the Messages API, as `METHOD path`. */
  readonly unexpected: readonly string[];
  close(): Promise<void>;
}

/** Starts a model that follows a scenario. */
export async function startModelApi(scenario: Scenario): Promise<ModelApi> {
  const requests: ModelRequest[] = [];
  const unexpected: string[] = [];
  const server = createServer((request, response) => {
    answer({ scenario, requests, unexpected }, request, response).catch((error: unknown) => {
      fail(response, 400, String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: (agent) => requests.filter((request) => agent === undefined || request.agent === agent),
    unexpected,
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface Script {
  readonly scenario: Scenario;
  readonly requests: ModelRequest[];
  readonly unexpected: string[];
}

async function answer(script: Script, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (request.method !== 'POST' || pathname !== '/v1/messages') {
    script.unexpected.push(`${request.method} ${pathname}`);
    fail(response, 404, `There is no ${pathname} here.`);
    return;
  }
  const body = JSON.parse(await text(request)) as MessagesRequest;
  // The agent's side questions, such as the title of a conversation, come without tools.
  if (body.tools === undefined || body.tools.length === 0) {
    send(response, body, [{ type: 'text', text: '{}' }]);
    return;
  }
  const received = describeRequest(agentOf(script.scenario, request, body), body);
  script.requests.push(received);
  send(response, body, blocksOf(await nextTurn(script.scenario, received)));
}

function describeRequest(agent: string, body: MessagesRequest): ModelRequest {
  const roles = body.messages.map((message) => message.role);
  const news = body.messages.slice(roles.lastIndexOf('assistant') + 1);
  return {
    agent,
    turn: roles.filter((role) => role === 'assistant').length,
    body,
    news: news.map((message) => textOf(message.content)).join('\n'),
  };
}

function agentOf(scenario: Scenario, request: IncomingMessage, body: MessagesRequest): string {
  const opening = body.messages[0]?.content ?? '';
  const blocks = typeof opening === 'string' ? [opening] : opening.map((block) => block.text ?? '');
  const byPrompt = Object.keys(scenario).find((name) => blocks.some((block) => block.startsWith(name)));
  return byPrompt ?? String(request.headers['x-api-key']);
}

async function nextTurn(scenario: Scenario, request: ModelRequest): Promise<Turn> {
  const steps = scenario[request.agent];
  if (steps === undefined) throw new Error(`The scenario has no agent "${request.agent}".`);
  const step = steps[request.turn] ?? { text: 'Done.' };
  return typeof step === 'function' ? step(request) : step;
}

let calls = 0;

function blocksOf({ text: said, tools = [] }: Turn): readonly Block[] {
  const uses = tools.map((tool) => ({ type: 'tool_use', id: `toolu_${++calls}`, ...tool }) as const);
  return said === undefined ? uses : [{ type: 'text', text: said }, ...uses];
}

let answers = 0;

function send(response: ServerResponse, body: MessagesRequest, content: readonly Block[]): void {
  const id = `msg_${++answers}`;
  if (body.stream !== true) {
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify(answerBody(id, body.model, content)));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const line of answerEvents(id, body.model, content)) response.write(line);
  response.end();
}

function fail(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  // A type that clients do not try again.
  response.end(JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message } }));
}

/** The worktree that an agent was told to work in. */
export function worktreeOf(request: ModelRequest): string {
  const found = /working in (\S+) on/.exec(JSON.stringify(request.body.messages));
  if (found?.[1] === undefined) throw new Error(`The model was not told where it works: ${request.news}`);
  return found[1];
}
