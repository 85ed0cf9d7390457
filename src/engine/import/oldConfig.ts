import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OldRecord } from '../../core/oldRecord';

/** What was read of the old tool's configuration. */
export interface OldConfig {
  readonly records: readonly OldRecord[];
  /** What was not read, a sentence each. */
  readonly leftOut: readonly string[];
}

/** Reads the budget settings from the `config.json` beside an old database; the old tool knew no others. */
export async function readOldConfig(databasePath: string): Promise<OldConfig> {
  const path = join(dirname(databasePath), 'config.json');
  try {
    const budget = flatten('', JSON.parse(await readFile(path, 'utf8'))).filter(([name]) => name.startsWith('budget.')); // prettier-ignore
    const records = budget.map(([key, value]) => ({ kind: 'setting', key, repositoryPath: null, at: null, data: { value } }) as const); // prettier-ignore
    return { records, leftOut: [] };
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return { records: [], leftOut: isMissing ? [] : [`The settings in "${path}" cannot be read.`] };
  }
}

function flatten(prefix: string, value: unknown): [string, string | number][] {
  if (typeof value === 'number' || typeof value === 'string') return [[prefix, value]];
  if (Array.isArray(value)) return [[prefix, JSON.stringify(value)]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => flatten(prefix === '' ? key : `${prefix}.${key}`, inner)); // prettier-ignore
}
