import * as z from 'zod';
import type { ConflictView, Snapshot } from '../../protocol/snapshot';
import type { Tool } from '../tool';
import { readOnly } from '../tool';

const input = z.object({
  everyone: z.boolean().default(false).describe('Also conflicts that do not concern your session'),
});

const lines = z.object({
  start: z.number().describe('First line, counted from 1'),
  end: z.number().describe('Last line; one less than start when the range is empty'),
});

const output = z.object({
  hasConflicts: z.boolean(),
  /** False while the radar has not looked or could not: then no conflicts found means nothing. */
  complete: z.boolean().describe('Whether everything could be looked at'),
  conflicts: z.array(
    z.object({
      filePath: z.string(),
      kind: z.string(),
      between: z.array(z.string()).describe('The names of the two sides'),
      regions: z
        .array(z.object({ first: lines, second: lines }))
        .describe('Lines in each side as they are now'),
      summary: z.string(),
    }),
  ),
  notes: z.array(z.string()),
});

/** Tells what would conflict if the sessions merged now, uncommitted work included. */
export const checkConflicts: Tool<typeof input, typeof output> = {
  name: 'check_conflicts',
  title: 'Check for conflicts',
  description:
    'Tells which files would conflict if the sessions and their target branch merged now, uncommitted work included.',
  input,
  output,
  annotations: readOnly,
  async run({ everyone }, desk) {
    const snapshot = await desk.snapshot(true);
    const me = everyone ? undefined : desk.requireSession(snapshot);
    const found = snapshot.conflicts.filter(
      ({ ours, theirs }) => me === undefined || ours.sessionId === me.id || theirs.sessionId === me.id,
    );
    const notes = notesOf(snapshot);
    const data = {
      hasConflicts: found.length > 0,
      complete: notes.length === 0,
      conflicts: found.map(toOutput),
      notes,
    };
    const text = [...found.map((conflict) => conflict.summary), ...notes].join('\n');
    return { data, text: text || 'Nothing would conflict.' };
  },
};

function toOutput(conflict: ConflictView): z.input<typeof output>['conflicts'][number] {
  return {
    filePath: conflict.path,
    kind: conflict.kind,
    between: [conflict.ours.label, conflict.theirs.label],
    regions: conflict.regions.map(({ ours, theirs }) => ({ first: fromOne(ours), second: fromOne(theirs) })),
    summary: conflict.summary,
  };
}

function fromOne(range: { readonly start: number; readonly end: number }): { start: number; end: number } {
  return { start: range.start + 1, end: range.end };
}

function notesOf({ radar }: Snapshot): string[] {
  if (radar.state === 'off') return ['The radar is off, so conflicts are not predicted.'];
  if (radar.state === 'failed') return [`The radar failed: ${radar.message ?? 'no reason given'}`];
  const early = radar.lookedAt === null ? ['The radar has not looked yet; ask again.'] : [];
  return [
    ...early,
    ...radar.unknown.map(({ ours, theirs, why }) => `Not known for ${ours} and ${theirs}: ${why}`),
  ];
}
