// Searches files for secrets with the rules of secretlint, in a thread of its own: it takes a second for a few megabytes.
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import type { FoundSecret } from '../../core/foundSecret';
import type { FromSearch, SearchOrder } from './messages';

/** Larger files are data and no place where people write a secret, in bytes. */
const largestFile = 1024 * 1024;
const told = 200;
const preset = { id: '@secretlint/secretlint-rule-preset-recommend', rule: creator } as const;

async function search({ root, files }: SearchOrder): Promise<void> {
  const found: FoundSecret[] = [];
  const cleanIds: string[] = [];
  for (const [index, { path, id }] of files.entries()) {
    const secrets = await secretsIn(join(root, path), path);
    if (secrets.length === 0) cleanIds.push(id);
    found.push(...secrets);
    if (index % told === told - 1) tell({ kind: 'progress', searched: index + 1 });
  }
  tell({ kind: 'done', found, cleanIds });
}

async function secretsIn(file: string, path: string): Promise<FoundSecret[]> {
  const info = await stat(file).catch(() => null);
  if (info?.isFile() !== true || info.size > largestFile) return [];
  const bytes = await readFile(file);
  if (bytes.subarray(0, 8000).includes(0)) return [];
  const source = { content: bytes.toString('utf8'), filePath: file, ext: extname(file), contentType: 'text' } as const;
  const { messages } = await lintSource({ source, options: { config: { rules: [preset] }, locale: 'en', maskSecrets: true } });
  return messages.map(({ message, loc }) => ({ path, line: loc.start.line, kind: kindOf(message) }));
} // prettier-ignore

// Of "found GitHub Token(***): ***" the kind is "GitHub Token".
function kindOf(message: string): string {
  return /^found ([^(:*]+)/i.exec(message)?.[1]?.trim() ?? 'secret';
}

function tell(message: FromSearch): void {
  parentPort?.postMessage(message);
}

search(workerData as SearchOrder).catch((error: unknown) => {
  throw error;
});
