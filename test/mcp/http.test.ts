// The MCP server over HTTP on loopback.
import { describe, expect, it } from 'vitest';
import { eras, startHttpServer } from './agent';
import { Workplace } from './workplace';

describe('the MCP server over HTTP', () => {
  it('answers who shows its token, in both eras of the protocol, and nobody else', async () => {
    const place = await Workplace.make();
    try {
      await using server = await startHttpServer(place.repository.path);
      for (const era of eras) {
        const agent = await server.connect({ era });
        const result = await agent.call('get_parallel_status');
        expect(result.isError ?? false).toBe(false);
        await agent[Symbol.asyncDispose]();
      }
      const refused = await fetch(server.url, { method: 'POST', body: '{}' });
      expect(refused.status).toBe(401);
    } finally {
      await place.dispose();
    }
  });
});
