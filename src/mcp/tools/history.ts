import * as z from 'zod';
import type { ImportedRecord } from '../../core/importReport';
import type { Tool } from '../tool';
import { readOnly } from '../tool';
import { isoTime } from './shared';

const input = z.object({
  filePath: z.string().max(4096).optional(),
  conflictType: z.string().max(64).optional(),
  resolutionStrategy: z.string().max(64).optional(),
  limit: z.number().int().min(1).max(100).default(20),
  offset: z.number().int().min(0).max(1_000_000).default(0),
});

const output = z.object({
  history: z.array(
    z.object({
      id: z.string(),
      filePath: z.nullable(z.string()),
      conflictType: z.nullable(z.string()),
      resolutionStrategy: z.nullable(z.string()),
      confidenceScore: z.nullable(z.number()),
      detectedAt: z.nullable(isoTime),
    }),
  ),
  statistics: z.object({
    totalResolutions: z.number(),
    autoFixRate: z.number(),
    averageConfidence: z.nullable(z.number()),
    byType: z.record(z.string(), z.number()),
    byStrategy: z.record(z.string(), z.number()),
  }),
  pagination: z.object({ total: z.number(), limit: z.number(), offset: z.number(), hasMore: z.boolean() }),
});

type Entry = z.input<typeof output>['history'][number];

/** Lists the resolutions that are on record: those that were brought over from an earlier version. */
export const conflictHistory: Tool<typeof input, typeof output> = {
  name: 'conflict_history',
  title: 'Resolved conflicts',
  description:
    'Lists conflicts that were resolved, as far as they are on record. What conflicts now: check_conflicts.',
  input,
  output,
  annotations: readOnly,
  async run({ limit, offset, ...wanted }, { desk }) {
    const { records } = await desk.host.call('listImported', { kind: 'resolution', limit: 1000 });
    const found = records.map(toEntry).filter((entry) => isWanted(entry, wanted));
    const history = found.slice(offset, offset + limit);
    const pagination = { total: found.length, limit, offset, hasMore: offset + limit < found.length };
    const text = history.map(({ filePath, conflictType, resolutionStrategy }) => `${filePath ?? '?'}: ${conflictType ?? '?'}, ${resolutionStrategy ?? '?'}`); // prettier-ignore
    return { data: { history, statistics: statisticsOf(found), pagination }, text: text.join('\n') || 'None is on record.' }; // prettier-ignore
  },
};

function toEntry({ key, at, data }: ImportedRecord): Entry {
  const word = (name: string): string | null => (typeof data[name] === 'string' ? data[name] : null);
  const score = data['confidence_score'];
  return {
    id: key,
    filePath: word('file_path'),
    conflictType: word('conflict_type'),
    resolutionStrategy: word('resolution_strategy'),
    confidenceScore: typeof score === 'number' ? score : null,
    detectedAt: at === null ? null : new Date(at).toISOString(),
  };
}

function isWanted(
  entry: Entry,
  wanted: Pick<z.output<typeof input>, 'filePath' | 'conflictType' | 'resolutionStrategy'>,
): boolean {
  const same = (value: string | null, want: string | undefined): boolean =>
    want === undefined || value === want;
  return (
    (wanted.filePath === undefined || (entry.filePath ?? '').includes(wanted.filePath)) &&
    same(entry.conflictType, wanted.conflictType) &&
    same(entry.resolutionStrategy, wanted.resolutionStrategy)
  );
}

function statisticsOf(entries: readonly Entry[]): z.input<typeof output>['statistics'] {
  const scores = entries.flatMap(({ confidenceScore }) =>
    confidenceScore === null ? [] : [confidenceScore],
  );
  const automatic = entries.filter(({ resolutionStrategy }) => resolutionStrategy === 'AUTO_FIX').length;
  return {
    totalResolutions: entries.length,
    autoFixRate: entries.length === 0 ? 0 : automatic / entries.length,
    averageConfidence:
      scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length,
    byType: countBy(entries.map(({ conflictType }) => conflictType)),
    byStrategy: countBy(entries.map(({ resolutionStrategy }) => resolutionStrategy)),
  };
}

function countBy(values: readonly (string | null)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value ?? 'unknown'] = (counts[value ?? 'unknown'] ?? 0) + 1;
  return counts;
}
