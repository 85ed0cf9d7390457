import * as z from 'zod';

/** A moment, in an answer. */
export const isoTime = z.string().describe('ISO 8601, in UTC');

/** What a session is doing. */
export const sessionState = z.enum(['working', 'needsYou', 'idle', 'stale', 'done']);

/** The path of a file, in a question. */
export const filePath = z
  .string()
  .min(1)
  .max(4096)
  .describe('Absolute, or relative to your working directory');

/** A branch, in a question. */
export const branchName = z.string().min(1).max(1024);

/** Lines of a file, in an answer. */
export const lineRange = z.object({
  start: z.number().describe('First line, counted from 1'),
  end: z.number().describe('Last line; one less than start when the range is empty'),
});

/** Counts lines from 1, as people do. */
export function fromOne(range: { readonly start: number; readonly end: number }): z.input<typeof lineRange> {
  return { start: range.start + 1, end: range.end };
}
