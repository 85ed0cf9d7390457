import type { Socket } from 'node:net';
import { longestLine } from '../protocol/wire';

/** Carries JSON messages, one a line, over a socket or pipe in both directions. */
export class Connection {
  private buffered: string[] = [];
  private bufferedLength = 0;
  private closed = false;

  /**
   * @param onMessage takes each parsed message.
   * @param onClosed is called once, with the reason when the other side broke the rules or the transport failed.
   */
  constructor(
    private readonly socket: Socket,
    private readonly onMessage: (message: unknown) => void,
    private readonly onClosed: (error: Error | null) => void,
  ) {
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => this.receive(chunk));
    socket.on('error', (error) => this.end(error));
    socket.on('close', () => this.end(null));
  }

  /** Whether what was sent is still waiting to be taken by the other side. */
  get isCongested(): boolean {
    return this.socket.writableNeedDrain;
  }

  /** Sends a message; on a closed connection it is dropped. `onFlushed` is called when it has been handed over. */
  send(message: unknown, onFlushed?: () => void): void {
    if (!this.closed) this.socket.write(`${JSON.stringify(message)}\n`, onFlushed);
  }

  /** Closes after all that was sent has been handed over; the other side, which may be suspended, is not waited for. */
  close(): void {
    this.socket.end(() => this.socket.destroy());
  }

  /** Closes at once. */
  destroy(error: Error | null = null): void {
    this.end(error);
    this.socket.destroy();
  }

  private receive(chunk: string): void {
    const lines = chunk.split('\n');
    const last = lines.pop() ?? '';
    for (const [index, line] of lines.entries()) {
      const whole = index === 0 ? [...this.buffered.splice(0), line].join('') : line;
      if (index === 0) this.bufferedLength = 0;
      this.parse(whole);
      if (this.closed) return;
    }
    this.buffered.push(last);
    this.bufferedLength += last.length;
    if (this.bufferedLength > longestLine) this.destroy(new Error('A message is too long.'));
  }

  private parse(line: string): void {
    if (line === '') return;
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      this.destroy(new Error('A message is not JSON.'));
      return;
    }
    this.onMessage(message);
  }

  private end(error: Error | null): void {
    if (this.closed) return;
    this.closed = true;
    this.onClosed(error);
  }
}
