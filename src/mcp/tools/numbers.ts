import * as z from 'zod';
import type { Tool } from '../tool';
import { changing } from '../tool';

const input = z.object({
  sequence: z.string().min(1).max(200).describe('What is numbered, for example migrations'),
  from: z.number().int().min(0).max(1e15).default(1).describe('The least number that will do'),
});

const output = z.object({ number: z.number() });

/** Hands out the next number of a sequence. */
export const nextNumber: Tool<typeof input, typeof output> = {
  name: 'next_number',
  title: 'Take the next number',
  description:
    'Hands out the next number of a sequence, each only once, whoever asks: for migrations and other files that are numbered.',
  input,
  output,
  annotations: { ...changing, idempotentHint: false },
  async run({ sequence, from }, { desk }) {
    const session = desk.sessionIn(await desk.snapshot())?.id ?? null;
    const { number } = await desk.host.call('takeNumber', { name: sequence, from, session });
    return { data: { number }, text: String(number) };
  },
};
