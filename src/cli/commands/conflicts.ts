import type { LineRange } from '../../core/conflict';
import type { ConflictSideView, ConflictView, Snapshot } from '../../protocol/snapshot';
import type { CommandContext, CommandResult } from '../context';
import { exitCodes } from '../exitCodes';
import { withHost } from '../host';
import { count, printable } from '../output/text';
import { showConflictTexts } from './conflictTexts';

/** The options of `conflicts`. */
export interface ConflictsOptions {
  readonly session?: string;
  readonly file?: string;
  /** False with `--no-wait`: what the radar saw last is good enough. */
  readonly wait: boolean;
  readonly exitCode?: boolean;
  /** Whether the files are shown as a merge would leave them. */
  readonly show?: boolean;
}

/** Lists what would conflict if the sessions merged now. JSON: `{ conflicts: ConflictView[], radar: RadarView }`. */
export async function conflicts(context: CommandContext, options: ConflictsOptions): Promise<CommandResult> {
  return withHost(context, async (host) => {
    const snapshot = await host.call('getSnapshot', { fresh: options.wait });
    const found = snapshot.conflicts.filter((conflict) => matches(conflict, options));
    const texts = options.show === true ? [await showConflictTexts(host, found)] : [];
    return {
      json: { conflicts: found, radar: snapshot.radar },
      text: [describeConflicts(found, context), ...texts, ...doubts(snapshot)].join('\n'),
      exitCode: options.exitCode === true && found.length > 0 ? exitCodes.conflicts : exitCodes.ok,
    };
  });
}

/** Writes conflicts for people, by pair: the files, and the lines of each side. */
export function describeConflicts(
  found: readonly ConflictView[],
  { style }: Pick<CommandContext, 'style'>,
): string {
  if (found.length === 0) return 'Nothing would conflict.';
  const pairs = new Map<string, ConflictView[]>();
  for (const conflict of found) {
    const pair = `${sideLabel(conflict.ours)} ↔ ${sideLabel(conflict.theirs)}`;
    pairs.set(pair, [...(pairs.get(pair) ?? []), conflict]);
  }
  return [...pairs]
    .map(([pair, list]) =>
      [`${style.heading(pair)}: ${count(list.length, 'file')}`, ...list.flatMap(fileLines)].join('\n'),
    )
    .join('\n\n');
}

function matches({ ours, theirs, path }: ConflictView, { session, file }: ConflictsOptions): boolean {
  const involved = [ours, theirs].some((side) => side.label === session || side.sessionId === session);
  return (session === undefined || involved) && (file === undefined || path.includes(file));
}

function sideLabel({ label, kind }: ConflictSideView): string {
  return kind === 'branch' ? `branch ${printable(label)}` : printable(label);
}

function fileLines(conflict: ConflictView): string[] {
  const { ours, theirs, nature, severity } = conflict;
  const regions = conflict.regions.map(
    (region) => `    ${sideLabel(ours)} ${lines(region.ours)} · ${sideLabel(theirs)} ${lines(region.theirs)}`,
  );
  const head = `  ${printable(conflict.path)}  (${nature}, ${severity})`;
  return [head, `    ${printable(conflict.summary)}`, ...regions];
}

// People and editors count lines from 1; an empty range is the place before a line.
function lines({ start, end }: LineRange): string {
  if (start === end) return `before line ${start + 1}`;
  return end - start === 1 ? `line ${start + 1}` : `lines ${start + 1}–${end}`;
}

function doubts({ radar }: Snapshot): string[] {
  if (radar.state === 'off') return ['The radar is off: parallel-cc config set radar true'];
  if (radar.state === 'failed') return [`The radar failed: ${printable(radar.message ?? 'no reason given')}`];
  const last = radar.lookedAt === null ? ['The radar has not looked yet.'] : [];
  const unknown = radar.unknown.map(
    ({ ours, theirs, why }) => `Not known for ${printable(ours)} ↔ ${printable(theirs)}: ${printable(why)}`,
  );
  return [...last, ...unknown];
}
