import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:http';

/** Keeps connections to the services of sandboxes open between requests. */
export const envdAgent = new Agent({ keepAlive: true, maxSockets: 1000, maxFreeSockets: 4 });

/** How long the service of a sandbox may take to answer the runtime, in milliseconds. */
const answerMs = 5_000;

/** Asks the service of a sandbox something that only the runtime asks; rejects when it does not answer. */
export async function askEnvd(socketPath: string, method: string, path: string, body?: unknown): Promise<string> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const options = { socketPath, method, path, agent: false as const, signal: AbortSignal.timeout(answerMs) };
    const call = request(options, resolve);
    call.once('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
  let text = '';
  for await (const chunk of response) text += String(chunk);
  if ((response.statusCode ?? 500) >= 300) throw new Error(`${path} answers ${String(response.statusCode)}: ${text}`);
  return text;
} // prettier-ignore
