import type { JSONRPCMessage, RequestId, Transport } from '@modelcontextprotocol/server';
import {
  INVALID_REQUEST,
  PARSE_ERROR,
  isJSONRPCRequest,
  parseJSONRPCMessage,
} from '@modelcontextprotocol/server';
import { deferred } from '../base/async';
import type { Readable, Writable } from 'node:stream';

/** How long a message may be, in bytes. */
const longestLine = 4 * 1024 * 1024;
/** How long answers are waited for once the client has closed its end, in milliseconds. */
const lastAnswersMs = 10_000;

/**
 * A client's end of standard input and output, a JSON-RPC message per line. Unlike the transport of the SDK it answers
 * what is no message with an error, survives lines of any length, and answers what was asked before the input ended.
 */
export class StdioWire implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  private parts: Buffer[] = [];
  private length = 0;
  private readonly unanswered = new Set<RequestId>();
  private ending: NodeJS.Timeout | undefined;
  private closed = false;
  private readonly gone = deferred<null>();
  /** Resolves once the connection is closed. */
  readonly whenClosed = this.gone.promise;

  /** @param onRequest is told the method of every request before it is answered. */
  constructor(
    private readonly input: Readable,
    private readonly output: Writable,
    private readonly onRequest: (method: string) => void,
  ) {}

  start(): Promise<void> {
    this.input.on('data', (chunk: Buffer) => this.read(chunk));
    this.input.once('end', () => this.end());
    this.input.once('close', () => this.end());
    this.input.on('error', (error) => this.onerror?.(error));
    // A client that has gone reads no answers.
    this.output.on('error', () => void this.close());
    return Promise.resolve();
  }

  send(message: JSONRPCMessage): Promise<void> {
    if ('id' in message && !('method' in message) && message.id !== undefined)
      this.unanswered.delete(message.id);
    return this.write(message).then(() => this.closeIfDone());
  }

  close(): Promise<void> {
    if (this.closed) return Promise.resolve();
    this.closed = true;
    clearTimeout(this.ending);
    this.input.removeAllListeners('data').pause();
    this.onclose?.();
    this.gone.resolve(null);
    return Promise.resolve();
  }

  private read(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      this.keep(chunk.subarray(from, end));
      this.takeLine();
      from = end + 1;
    }
    this.keep(chunk.subarray(from));
  }

  private keep(part: Buffer): void {
    this.length += part.length;
    if (this.length > longestLine) this.parts = [];
    else if (part.length > 0) this.parts.push(part);
  }

  private takeLine(): void {
    const [line, length] = [Buffer.concat(this.parts).toString('utf8').trim(), this.length];
    this.parts = [];
    this.length = 0;
    if (length > longestLine)
      this.refuse(null, INVALID_REQUEST, `The message is longer than ${longestLine} bytes.`);
    else if (line !== '') this.take(line);
  }

  private take(line: string): void {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      this.refuse(null, PARSE_ERROR, 'This is not JSON.');
      return;
    }
    try {
      this.deliver(parseJSONRPCMessage(value));
    } catch {
      this.refuse(
        idIn(value),
        INVALID_REQUEST,
        'This is not a JSON-RPC 2.0 request, notification or response.',
      );
    }
  }

  private deliver(message: JSONRPCMessage): void {
    if (isJSONRPCRequest(message)) {
      this.onRequest(message.method);
      if (message.method !== 'subscriptions/listen') this.unanswered.add(message.id);
    }
    this.onmessage?.(message);
  }

  private refuse(id: RequestId | null, code: number, message: string): void {
    this.write({ jsonrpc: '2.0', id, error: { code, message } }).catch((error: unknown) =>
      this.onerror?.(error as Error),
    );
  }

  // While the client does not read, nothing of it is read either.
  private write(message: unknown): Promise<void> {
    if (this.closed) return Promise.reject(new Error('The connection is closed.'));
    if (!this.output.write(`${JSON.stringify(message)}\n`) && !this.input.isPaused()) {
      this.input.pause();
      this.output.once('drain', () => this.input.resume());
    }
    return Promise.resolve();
  }

  private end(): void {
    if (this.closed || this.ending !== undefined) return;
    this.ending = setTimeout(() => void this.close(), lastAnswersMs);
    this.closeIfDone();
  }

  private closeIfDone(): void {
    if (this.ending !== undefined && this.unanswered.size === 0) void this.close();
  }
}

function idIn(value: unknown): RequestId | null {
  const id: unknown = typeof value === 'object' && value !== null && 'id' in value ? value.id : null;
  return typeof id === 'string' || (typeof id === 'number' && Number.isInteger(id)) ? id : null;
}
