import type { Readable, Writable } from 'node:stream';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createServer, offerSubscriptions, sendEvent } from './server';
import { StdioWire } from './stdioWire';
import type { Workplace } from './tool';

/** An agent's end of a connection, as a process has it. */
export interface AgentStreams {
  readonly stdin: Readable;
  readonly stdout: Writable;
}

/** Serves one agent on two streams until it closes its end. */
export async function serveOnStdio(workplace: Workplace, { stdin, stdout }: AgentStreams): Promise<void> {
  const { changes } = workplace;
  const stops: (() => void)[] = [];
  let tell: Parameters<typeof changes.subscribe>[0] = () => undefined;
  let isListening = false;
  // Clients of the newer protocol ask to listen; the SDK picks for them what they asked for.
  const wire = new StdioWire(stdin, stdout, (method) => {
    if (method !== 'subscriptions/listen' || isListening) return;
    isListening = true;
    stops.push(changes.subscribe((event) => tell(event)));
  });
  const served = serveStdio(
    ({ era }) => {
      const server = createServer(workplace);
      if (era === 'legacy') stops.push(offerSubscriptions(server, workplace));
      else tell = (event) => void sendEvent(server, event).catch(() => undefined);
      return server;
    },
    { transport: wire },
  );
  await wire.whenClosed;
  for (const stop of stops) stop();
  await served.close();
}
