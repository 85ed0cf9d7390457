// What becomes of requests that are under way when a sandbox ends: its own are answered, those of others go on, though
// one connection may have served both.
import { once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { E2B, Sandbox } from 'e2b';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LocalRuntime } from '../support/sandbox/localRuntime';
import { until } from '../support/sandbox/targets';

const runtime = new LocalRuntime();
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let e2b: E2B;
let ending: Sandbox;
let other: Sandbox;

beforeAll(async () => {
  await runtime.start();
  e2b = runtime.client();
  [ending, other] = await Promise.all([e2b.Sandbox.create('base'), e2b.Sandbox.create('base')]);
  await ending.files.write('first', 'used');
});

afterAll(async () => {
  agent.destroy();
  await runtime.remove();
});

const boundary = 'between-parts';

/** An upload that has begun, and of which half is there. */
async function beginUpload(sandbox: Sandbox, via?: Agent): Promise<ClientRequest> {
  const headers = { 'Content-Type': `multipart/form-data; boundary=${boundary}` };
  const upload = request(await sandbox.uploadUrl('file'), {
    method: 'POST',
    headers,
    ...(via && { agent: via }),
  });
  upload.write(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="file"\r\n\r\nhalf and `,
  );
  await once(upload, 'socket');
  await until('its first half is written', async () => (await sandbox.files.list('.')).length > 0);
  return upload;
}

async function answerOf(sent: ClientRequest): Promise<{ status: number | undefined; body: string }> {
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, body: await text(answer) };
}

it('goes on with what one connection does for a sandbox when another, which it served before, is killed', async () => {
  const earlier = request(await ending.downloadUrl('first'), { agent });
  earlier.end();
  expect(await answerOf(earlier)).toEqual({ status: 200, body: 'used' });

  const upload = await beginUpload(other, agent);
  expect(upload.reusedSocket).toBe(true);
  await ending.kill();
  upload.end(`half\r\n--${boundary}--\r\n`);
  expect((await answerOf(upload)).status).toBe(200);
  expect(await other.files.read('file')).toBe('half and half');
});

it('answers what is under way that a killed sandbox does not run', async () => {
  const killed = await e2b.Sandbox.create('base');
  const upload = await beginUpload(killed);
  const answer = answerOf(upload);
  await killed.kill();
  expect(await answer).toEqual({ status: 502, body: expect.stringContaining('not running') as unknown });
});
