import type { McpServer, ReadResourceResult } from '@modelcontextprotocol/server';
import { ResourceNotFoundError, ResourceTemplate } from '@modelcontextprotocol/server';
import type { AgentDesk } from './agentDesk';
import { fixedResources, readSession, sessionUri } from './resourceContents';

/** Offers what the repository is like as resources, whose changes clients can subscribe to. */
export function offerResources(server: McpServer, desk: AgentDesk): void {
  for (const { name, uri, read, ...about } of fixedResources)
    server.registerResource(name, uri, { ...about, mimeType }, async () =>
      asJson(uri, read(await desk.snapshot())),
    );
  const template = new ResourceTemplate('parallel-cc://session/{name}', { list: () => listSessions(desk) });
  const about = {
    title: 'A session',
    description: 'What a session is about: claims, conflicts, what it did, and its time-line.',
    mimeType,
  };
  server.registerResource('session', template, about, async (uri) => {
    const snapshot = await desk.snapshot();
    // Names of sessions that have ended may be in use again.
    const session = snapshot.sessions.find((one) => sessionUri(one) === uri.href);
    if (session === undefined) throw new ResourceNotFoundError(uri.href);
    return asJson(uri.href, readSession(snapshot, session));
  });
}

const mimeType = 'application/json';

async function listSessions(desk: AgentDesk): Promise<{
  resources: { uri: string; name: string; title: string; mimeType: string }[];
}> {
  const { sessions } = await desk.snapshot();
  const live = sessions.filter(({ state }) => state !== 'done');
  const resources = live.map(({ name }) => ({
    uri: sessionUri({ name }),
    name,
    title: `Session ${name}`,
    mimeType,
  }));
  return { resources };
}

function asJson(uri: string, content: unknown): ReadResourceResult {
  return { contents: [{ uri, mimeType, text: JSON.stringify(content, null, 2) }] };
}
