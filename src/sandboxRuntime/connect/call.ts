import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { Fields, InputError } from '../fields';
import { readBody } from '../http';
import { ConnectError, statusOfCode, toConnectError } from './connectError';
import { decodeFrames, encodeFrame, endOfStream } from './frame';

/** Answers a call with one message. */
export type Unary = (input: Fields) => Promise<unknown>;

/** Answers a call with a stream of messages, which it ends itself. */
export type Streaming = (input: Fields, stream: ReplyStream) => Promise<void>;

/** The procedures of a service, by `package.Service/Procedure`. */
export interface Procedures {
  readonly unary: Readonly<Record<string, Unary>>;
  readonly streaming: Readonly<Record<string, Streaming>>;
}

/** The messages that go to the client of a streaming call. */
export class ReplyStream {
  private ended = false;

  constructor(
    readonly headers: IncomingHttpHeaders,
    private readonly response: ServerResponse,
  ) {
    response.writeHead(200, { 'Content-Type': 'application/connect+json' });
  }

  /** Sends a message. False: the client takes no more for now; `onDrain` tells when it does. */
  send(message: unknown): boolean {
    return this.ended || this.response.write(encodeFrame(0, message));
  }

  /** Ends the stream, with the reason when it failed. Whoever ends it first decides. */
  end(error?: ConnectError): void {
    if (this.ended) return;
    this.ended = true;
    const message = error === undefined ? {} : { error: { code: error.code, message: error.message } };
    this.response.end(encodeFrame(endOfStream, message));
  }

  onDrain(run: () => void): void {
    this.response.on('drain', run);
  }

  /** Runs when the stream has ended or the client has gone. */
  onClosed(run: () => void): void {
    if (this.response.closed) run();
    else this.response.once('close', run);
  }
}

/** Answers a call of the Connect protocol in its JSON form; resolves with false when there is no such procedure. */
export async function answerCall(
  procedures: Procedures,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const name = (request.url ?? '').split('?', 1)[0]?.slice(1) ?? '';
  const unary = procedures.unary[name];
  const streaming = procedures.streaming[name];
  if (unary !== undefined) await answerUnary(unary, request, response);
  else if (streaming !== undefined) await answerStreaming(streaming, request, response);
  else return false;
  return true;
}

async function answerUnary(run: Unary, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const result = await run(Fields.parse((await readBody(request)).toString('utf8'), 'the request'));
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(result));
  } catch (error) {
    const { code, message } = failureOf(error);
    response.writeHead(statusOfCode[code], { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ code, message }));
  }
}

async function answerStreaming(
  run: Streaming,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const stream = new ReplyStream(request.headers, response);
  try {
    await run(firstMessage(await readBody(request)), stream);
  } catch (error) {
    stream.end(failureOf(error));
  }
}

function firstMessage(body: Buffer): Fields {
  let message: Buffer | undefined;
  try {
    message = decodeFrames(body)[0]?.message;
  } catch (error) {
    throw new InputError(`the request is malformed: ${(error as Error).message}`);
  }
  if (message === undefined) throw new InputError('the request has no message');
  return Fields.parse(message.toString('utf8'), 'the request');
}

function failureOf(error: unknown): ConnectError {
  return error instanceof InputError
    ? new ConnectError('invalid_argument', error.message)
    : toConnectError(error);
}
