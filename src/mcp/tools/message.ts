import * as z from 'zod';
import type { Tool } from '../tool';
import { changing } from '../tool';

const input = z.object({
  to: z.nullable(z.string().min(1).max(256)).describe('Name or id of a session; null: every other session'),
  text: z.string().min(1).max(4000),
});

const output = z.object({
  recipients: z.array(z.string()).describe('Names of the sessions that will read it'),
});

/** Sends a text to another session. */
export const sendMessage: Tool<typeof input, typeof output> = {
  name: 'send_message',
  title: 'Send a message',
  description:
    'Tells another session, or all, something. It is read at its next turn; there is no answer to wait for.',
  input,
  output,
  annotations: { ...changing, idempotentHint: false },
  async run({ to, text }, desk) {
    const me = desk.sessionIn(await desk.snapshot());
    const result = await desk.host.call('sendMessage', { to, from: me?.id ?? null, text });
    const recipients = [...result.recipients];
    const told =
      recipients.length === 0
        ? 'There is no session to read it.'
        : `Will be read by ${recipients.join(', ')}.`;
    return { data: { recipients }, text: told };
  },
};
