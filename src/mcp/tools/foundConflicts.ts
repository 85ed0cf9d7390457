import * as z from 'zod';
import type { ConflictReading } from '../../core/classify/reading';
import { fillIn } from '../../core/classify/sentence';
import type { FileConflict } from '../../core/conflict';
import type { Snapshot } from '../../protocol/snapshot';
import type { AgentDesk } from '../agentDesk';
import { branchName, fromOne, lineRange } from './shared';

/** The two sides that a question is about; without them it is about the agent's session and all others. */
export const sidesInput = z.object({
  currentBranch: branchName.optional().describe('A branch, session or commit; default: your session'),
  targetBranch: branchName
    .optional()
    .describe('A branch, session or commit; default: all sessions and your target'),
});

/** A file that would conflict, in an answer. */
export const conflictOutput = z.object({
  conflictId: z.nullable(z.string()).describe('Names it while it lasts; null where the sides were named'),
  filePath: z.string(),
  kind: z
    .string()
    .describe(
      'content, bothAdded, deletedModified, renamed, fileDirectory, mode, binary, submodule, semantic, other',
    ),
  between: z.array(z.string()).describe('The names of the two sides'),
  regions: z
    .array(z.object({ first: lineRange, second: lineRange }))
    .describe('Lines in each side as they are now'),
  nature: z
    .string()
    .describe(
      'formatting, imports, both-added, moved, renamed, structural, concurrent-edit, delete-modify, generated, mode, symlink, binary, submodule, file-directory, semantic, unknown',
    ),
  severity: z.enum(['LOW', 'MEDIUM', 'HIGH']),
  conflictType: z.enum(['TRIVIAL', 'STRUCTURAL', 'SEMANTIC', 'CONCURRENT_EDIT', 'UNKNOWN']),
  declarations: z.array(z.string()).describe('The definitions concerned'),
  summary: z.string().describe('What happened, in one sentence'),
  remedy: z.string().describe('What to do about it'),
  automatic: z.boolean().describe('Whether it can be merged without a decision'),
});

/** What would conflict, and what could not be looked at. */
export interface FoundConflicts {
  readonly conflicts: readonly z.input<typeof conflictOutput>[];
  /** Why something is not known, a sentence each; then no conflicts found means nothing. */
  readonly notes: readonly string[];
}

/**
 * Finds what would conflict between two sides, or between the agent's session and all others; uncommitted work counts.
 * @param everyone also what does not concern the agent's session.
 */
export async function findConflicts(
  desk: AgentDesk,
  { currentBranch, targetBranch }: z.output<typeof sidesInput>,
  everyone = false,
): Promise<FoundConflicts> {
  if (targetBranch !== undefined) {
    const ours = currentBranch ?? desk.requireSession(await desk.snapshot()).id;
    return previewTwo(desk, ours, targetBranch, currentBranch ?? 'you');
  }
  const snapshot = await desk.snapshot(true);
  const me = everyone
    ? undefined
    : (namedSession(snapshot, currentBranch) ?? desk.requireSession(snapshot)).id;
  const conflicts = snapshot.conflicts.filter(({ ours, theirs }) => me === undefined || ours.sessionId === me || theirs.sessionId === me); // prettier-ignore
  return {
    conflicts: conflicts.map((found) => ({ ...describe(found, found, found.ours.label, found.theirs.label), conflictId: found.id, summary: found.summary })), // prettier-ignore
    notes: notesOf(snapshot),
  };
}

async function previewTwo(
  desk: AgentDesk,
  ours: string,
  theirs: string,
  label: string,
): Promise<FoundConflicts> {
  const { preview } = await desk.host.call('previewMerge', { ours, theirs });
  if (preview.outcome === 'unknown') return { conflicts: [], notes: [`Not known for ${label} and ${theirs}: ${preview.why}`] }; // prettier-ignore
  const files = preview.outcome === 'conflicts' ? preview.files : [];
  return { conflicts: files.map((file) => describe(file, file.reading, label, theirs)), notes: [] };
}

function namedSession(
  { sessions }: Snapshot,
  name: string | undefined,
): Snapshot['sessions'][number] | undefined {
  if (name === undefined) return undefined;
  return sessions.find(
    ({ state, ...one }) => state !== 'done' && [one.id, one.name, one.branch].includes(name),
  );
}

function describe(
  places: Omit<FileConflict, 'reading'>,
  {
    nature,
    severity,
    type,
    declarations,
    remedy,
    ...reading
  }: Omit<ConflictReading, 'sentence'> & Partial<ConflictReading>,
  first: string,
  second: string,
): z.input<typeof conflictOutput> {
  return {
    conflictId: null,
    filePath: places.path,
    kind: places.kind,
    between: [first, second],
    regions: places.regions.map(({ ours, theirs }) => ({ first: fromOne(ours), second: fromOne(theirs) })),
    nature,
    severity: severities[severity],
    conflictType: type,
    declarations: [...declarations],
    summary: fillIn(reading.sentence ?? [], { ours: first, theirs: second }),
    remedy: remedy.text,
    automatic: remedy.automatic,
  };
}

const severities = { low: 'LOW', medium: 'MEDIUM', high: 'HIGH' } as const;

function notesOf({ radar }: Snapshot): string[] {
  if (radar.state === 'off') return ['The radar is off, so conflicts are not predicted.'];
  if (radar.state === 'failed') return [`The radar failed: ${radar.message ?? 'no reason given'}`];
  const early = radar.lookedAt === null ? ['The radar has not looked yet; ask again.'] : [];
  return [
    ...early,
    ...radar.unknown.map(({ ours, theirs, why }) => `Not known for ${ours} and ${theirs}: ${why}`),
  ];
}
