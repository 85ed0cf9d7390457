import { InputError } from '../fields';

/** A part of a list, and how to ask for the next one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

const largestPage = 100;

/** Cuts the page that a query asks for out of a list. A token names the last item of the page before. */
export function pageOf<T>(items: readonly T[], idOf: (item: T) => string, query: URLSearchParams): Page<T> {
  const limit = Number(query.get('limit') ?? largestPage);
  if (!(Number.isInteger(limit) && limit >= 1)) throw new InputError('"limit" must be a whole number from 1');
  const size = Math.min(limit, largestPage);
  const from = startOf(items, idOf, query.get('nextToken'));
  const page = items.slice(from, from + size);
  const last = page.at(-1);
  const hasMore = from + size < items.length && last !== undefined;
  return { items: page, nextToken: hasMore ? Buffer.from(idOf(last)).toString('base64url') : undefined };
}

function startOf<T>(items: readonly T[], idOf: (item: T) => string, token: string | null): number {
  if (token === null) return 0;
  const last = Buffer.from(token, 'base64url').toString('utf8');
  const at = items.findIndex((item) => idOf(item) === last);
  // The item may have ended meanwhile: whoever asks begins again rather than miss something.
  return at + 1;
}
