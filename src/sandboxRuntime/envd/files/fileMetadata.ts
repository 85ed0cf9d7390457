import type { Stats } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';

const prefix = 'x-metadata-';
const known = new Map<string, Readonly<Record<string, string>>>();

/** What a client said of a file when it uploaded it. It is kept as long as this process runs. */
export function metadataOf(stats: Stats): Readonly<Record<string, string>> {
  return known.get(keyOf(stats)) ?? {};
}

/** Keeps what the headers of an upload say of the file; an upload without any forgets what was said before. */
export function keepMetadata(stats: Stats, metadata: Readonly<Record<string, string>>): void {
  if (Object.keys(metadata).length === 0) known.delete(keyOf(stats));
  else known.set(keyOf(stats), metadata);
}

/** Reads the headers `X-Metadata-<key>` of an upload. */
export function metadataInHeaders(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  const entries = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(prefix.length), String(value)]));
}

// Where a file has been removed, its number may be another's: the time of birth tells them apart.
function keyOf(stats: Stats): string {
  return `${stats.dev}:${stats.ino}:${stats.birthtimeMs}`;
}
