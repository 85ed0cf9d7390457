import * as z from 'zod';
import type { Tool } from '../tool';
import { changing } from '../tool';

const sendInput = z.object({
  to: z
    .union([z.string().min(1).max(256), z.array(z.string().min(1).max(256)).min(1).max(100), z.null()])
    .describe('Name or id of a session, or several; null: every other session'),
  text: z.string().min(1).max(4000),
});

const sendOutput = z.object({
  recipients: z.array(z.string()).describe('Names of the sessions that will read it'),
});

/** Sends a text to another session. */
export const sendMessage: Tool<typeof sendInput, typeof sendOutput> = {
  name: 'send_message',
  title: 'Send a message',
  description:
    'Tells another session, or all, something. It is read at its next turn; there is no answer to wait for.',
  input: sendInput,
  output: sendOutput,
  annotations: { ...changing, idempotentHint: false },
  async run({ to, text }, { desk }) {
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

const nothing = z.object({});

const readOutput = z.object({
  messages: z.array(z.string()).describe('Oldest first, messages of others before notices'),
  more: z.boolean().describe('Whether there are more: read again'),
});

/** Hands over what waits to be told. */
export const readMessages: Tool<typeof nothing, typeof readOutput> = {
  name: 'read_messages',
  title: 'Read messages',
  description:
    'Hands over the messages and notices that wait for your session. An agent with hooks is told them at its next turn anyway; each is told once.',
  input: nothing,
  output: readOutput,
  annotations: { ...changing, idempotentHint: false },
  async run(_, { desk }) {
    const { texts, more } = await desk.forMe(({ id }) => desk.host.call('takeNotices', { session: id }));
    const data = { messages: [...texts], more };
    return { data, text: [...texts, ...(more ? ['There are more.'] : [])].join('\n') || 'Nothing is new.' };
  },
};
