import type { ReplyStream } from '../connect/call';
import { ConnectError } from '../connect/connectError';

/** Sends a message whenever the client asked for one, so that nobody on the way takes a silent stream for a dead one. */
export function keepAlive(stream: ReplyStream, message: unknown): void {
  const seconds = Number(stream.headers['keepalive-ping-interval']);
  if (!(seconds > 0)) return;
  const timer = setInterval(() => stream.send(message), seconds * 1000);
  stream.onClosed(() => clearInterval(timer));
}

/** Ends a stream at the deadline that its client set, if any. @param onDeadline runs just before. */
export function endAtDeadline(stream: ReplyStream, onDeadline: () => void): void {
  const ms = Number(stream.headers['connect-timeout-ms']);
  if (!(ms > 0)) return;
  const timer = setTimeout(
    () => {
      onDeadline();
      stream.end(new ConnectError('deadline_exceeded', 'context deadline exceeded'));
    },
    Math.min(ms, largestTimeout),
  );
  stream.onClosed(() => clearTimeout(timer));
}

// Timers count in 32 bits.
const largestTimeout = 2 ** 31 - 1;
