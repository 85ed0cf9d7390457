import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares secrets without telling by the time it takes how much of them is right. */
export function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(sha256(given), sha256(expected));
}

/** Checks the signature of an address of a file, as E2B makes it. @param now in milliseconds since the Unix epoch. */
export function isSignatureValid(
  method: string,
  query: URLSearchParams,
  token: string,
  now: number,
): boolean {
  const operation = method === 'GET' ? 'read' : method === 'POST' ? 'write' : undefined;
  const expiration = query.get('signature_expiration');
  if (operation === undefined || (expiration !== null && !(Number(expiration) * 1000 > now))) return false;
  const fields = [query.get('path') ?? '', operation, query.get('username') ?? '', token];
  const signed = [...fields, ...(expiration === null ? [] : [expiration])].join(':');
  const expected = `v1_${sha256(signed).toString('base64').replace(/=+$/, '')}`;
  return isSameSecret(query.get('signature') ?? '', expected);
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
