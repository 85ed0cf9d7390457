import { InputError } from '../fields';
import type { SandboxRecord } from '../store/sandboxRecord';

/** Picks the sandboxes that a query asks for, in its order: by default the newest first. */
export function selectSandboxes(
  records: readonly SandboxRecord[],
  query: URLSearchParams,
): readonly SandboxRecord[] {
  const metadata = metadataIn(query.get('metadata'));
  const states = query.get('state')?.split(',');
  const template = query.get('template');
  const after = timeIn(query.get('startedAfter'));
  const direction = query.get('order') === 'asc' ? 1 : -1;
  return records
    .filter((one) => Object.entries(metadata).every(([key, value]) => one.metadata[key] === value))
    .filter((one) => states === undefined || states.includes(one.state))
    .filter((one) => template === null || one.templateId === template)
    .filter((one) => one.startedAt > after)
    .sort((a, b) => direction * (a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1)));
}

// Keys and values are encoded twice: as parts of the filter, and with it as a part of the query.
function metadataIn(text: string | null): Readonly<Record<string, string>> {
  try {
    const pairs = [...new URLSearchParams(text ?? '')];
    return Object.fromEntries(pairs.map(([key, value]) => [decodeURIComponent(key), decodeURIComponent(value)])); // prettier-ignore
  } catch {
    throw new InputError('"metadata" is malformed');
  }
}

function timeIn(text: string | null): number {
  if (text === null) return Number.NEGATIVE_INFINITY;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new InputError('"startedAfter" must be a time');
  return time;
}
