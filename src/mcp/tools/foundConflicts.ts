import * as z from 'zod';
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
    .describe('content, bothAdded, deletedModified, renamed, fileDirectory, mode, binary, submodule, other'),
  between: z.array(z.string()).describe('The names of the two sides'),
  regions: z
    .array(z.object({ first: lineRange, second: lineRange }))
    .describe('Lines in each side as they are now'),
  summary: z.string(),
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
    conflicts: conflicts.map((found) => ({ ...describe(found, found.ours.label, found.theirs.label), conflictId: found.id, summary: found.summary })), // prettier-ignore
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
  return { conflicts: files.map((file) => describe(file, label, theirs)), notes: [] };
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

function describe(conflict: FileConflict, first: string, second: string): z.input<typeof conflictOutput> {
  return {
    conflictId: null,
    filePath: conflict.path,
    kind: conflict.kind,
    between: [first, second],
    regions: conflict.regions.map(({ ours, theirs }) => ({ first: fromOne(ours), second: fromOne(theirs) })),
    summary: `${conflict.path} would conflict between ${first} and ${second}.`,
  };
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
