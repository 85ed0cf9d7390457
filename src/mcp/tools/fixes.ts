import * as z from 'zod';
import { suggestionNotFound } from '../../core/errors';
import type { Tool } from '../tool';
import { readOnly } from '../tool';
import { conflictOutput, findConflicts, sidesInput } from './foundConflicts';
import { filePath } from './shared';

const detectOutput = z.object({
  hasConflicts: z.boolean(),
  complete: z.boolean(),
  conflicts: z.array(conflictOutput),
  summary: z.object({
    totalConflicts: z.number(),
    byType: z.record(z.string(), z.number()),
    bySeverity: z.record(z.string(), z.number()),
    autoFixableCount: z.number(),
  }),
  notes: z.array(z.string()),
});

/** Tells what would conflict, with how grave each is. */
export const detectAdvancedConflicts: Tool<typeof sidesInput, typeof detectOutput> = {
  name: 'detect_advanced_conflicts',
  title: 'Conflicts in detail',
  description:
    'Like check_conflicts, with counts by type and severity: what each conflict is about, which definitions it concerns, and what to do. Also sees what merges as text and breaks the program.',
  input: sidesInput,
  output: detectOutput,
  annotations: readOnly,
  async run(sides, { desk }) {
    const found = await findConflicts(desk, sides);
    const conflicts = [...found.conflicts];
    const summary = {
      totalConflicts: conflicts.length,
      byType: countBy(conflicts.map(({ conflictType }) => conflictType)),
      bySeverity: countBy(conflicts.map((one) => one.severity)),
      autoFixableCount: conflicts.filter(({ automatic }) => automatic).length,
    };
    const notes = [...found.notes];
    const data = {
      hasConflicts: conflicts.length > 0,
      complete: notes.length === 0,
      conflicts,
      summary,
      notes,
    };
    const lines = conflicts.map((one) => `${one.severity}, ${one.nature}: ${one.summary} ${one.remedy}`);
    return { data, text: [...lines, ...notes].join('\n') || 'Nothing would conflict.' };
  },
};

const suggestInput = sidesInput.extend({
  filePath: filePath.describe('From the top of the repository'),
  minConfidence: z.number().min(0).max(1).default(0.5),
  maxSuggestions: z.number().int().min(1).max(10).default(3),
});

const suggestOutput = z.object({
  suggestions: z.array(
    z.object({ suggestionId: z.string(), confidence: z.number(), explanation: z.string() }),
  ),
  totalGenerated: z.number(),
  filteredByConfidence: z.number(),
  conflicts: z.array(conflictOutput).describe('Where the file conflicts, to resolve by hand'),
  message: z.string(),
});

/** Tells what can be suggested for a conflict: nothing yet but where it is. */
export const getAutoFixSuggestions: Tool<typeof suggestInput, typeof suggestOutput> = {
  name: 'get_auto_fix_suggestions',
  title: 'Suggestions for a conflict',
  description: 'Tells where a file conflicts, line by line on both sides. Resolutions are not suggested yet.',
  input: suggestInput,
  output: suggestOutput,
  annotations: readOnly,
  async run({ filePath, currentBranch, targetBranch }, { desk }) {
    const { conflicts, notes } = await findConflicts(desk, { currentBranch, targetBranch });
    const own = conflicts.filter((conflict) => conflict.filePath === filePath.replace(/^\.\//, ''));
    const message =
      own.length === 0
        ? [`${filePath} does not conflict.`, ...notes].join(' ')
        : `No resolution is suggested. ${own.map(describeRegions).join(' ')}`;
    const data = { suggestions: [], totalGenerated: 0, filteredByConfidence: 0, conflicts: own, message };
    return { data, text: message };
  },
};

const applyInput = z.object({
  suggestionId: z.string().min(1).max(256),
  dryRun: z.boolean().default(false),
  createBackup: z.boolean().default(true),
});

const applyOutput = z.object({ success: z.boolean(), applied: z.boolean(), message: z.string() });

/** Refuses: there is no suggestion to apply. */
export const applyAutoFix: Tool<typeof applyInput, typeof applyOutput> = {
  name: 'apply_auto_fix',
  title: 'Apply a suggestion',
  description:
    'Applies a suggestion of get_auto_fix_suggestions. As none are made yet, it says what to do instead.',
  input: applyInput,
  output: applyOutput,
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  run: ({ suggestionId }) => Promise.reject(suggestionNotFound(suggestionId)),
};

type Conflict = z.input<typeof conflictOutput>;

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

function describeRegions({ between, regions, summary }: Conflict): string {
  const lines = regions.map(({ first, second }) => `${first.start}–${first.end} of ${between[0] ?? ''} against ${second.start}–${second.end} of ${between[1] ?? ''}`); // prettier-ignore
  return lines.length === 0 ? summary : `Lines ${lines.join('; ')}.`;
}
