import type { SessionState } from '../../core/session';
import type { SessionView, Snapshot } from '../../protocol/snapshot';
import type { CommandContext, CommandResult } from '../context';
import { withHost } from '../host';
import type { Style } from '../output/style';
import { table } from '../output/table';
import { count, printable, truncate } from '../output/text';
import { dismissal } from '../output/dismissal';
import { ago, duration } from '../output/time';

/** The options of `status`. */
export interface StatusOptions {
  readonly fresh?: boolean;
  readonly all?: boolean;
}

const longestPrompt = 72;

/** Shows who works where. JSON: the whole `Snapshot`. */
export async function status(context: CommandContext, options: StatusOptions): Promise<CommandResult> {
  const snapshot = await withHost(context, (host) =>
    host.call('getSnapshot', { fresh: options.fresh === true, allEnded: options.all === true }),
  );
  return { json: snapshot, text: describeStatus(snapshot, context, options.all === true) };
}

/** Writes a snapshot for people: a headline, the sessions, and what needs attention. */
export function describeStatus(
  snapshot: Snapshot,
  context: Pick<CommandContext, 'style' | 'columns' | 'now'>,
  withEnded: boolean,
): string {
  const live = snapshot.sessions.filter((session) => session.state !== 'done');
  const shown = withEnded ? snapshot.sessions : live;
  const parts = [
    headline(snapshot, live, context),
    shown.length === 0 ? nobody : sessionTable(shown, context),
    ...snapshot.breaches.map(({ summary, operation }) => context.style.attention(`! ${printable(summary)} Put back what was there: parallel-cc undo ${operation}`)), // prettier-ignore
    ...snapshot.warnings.map((warning) => context.style.attention(`! ${printable(warning)}`)),
    ...dismissalOf(snapshot),
    ...nextStep(snapshot),
  ];
  return parts.join('\n\n');
}

function dismissalOf({ repairs = [] }: Snapshot): string[] {
  return repairs.length === 0 ? [] : [`What was repaired is told until you dismiss it: ${dismissal}`];
}

const nobody = 'No agent is at work. Start one with: parallel-cc claude';

function headline(
  snapshot: Snapshot,
  live: readonly SessionView[],
  { style, now }: Pick<CommandContext, 'style' | 'now'>,
): string {
  const waiting = live.filter((session) => session.state === 'needsYou').length;
  const facts = [
    count(live.length, 'session'),
    ...(waiting === 0 ? [] : [style.attention(`${waiting} ${waiting === 1 ? 'needs' : 'need'} you`)]),
    count(snapshot.claims.length, 'claim'),
    snapshot.conflicts.length === 0
      ? 'no conflicts'
      : style.bad(count(snapshot.conflicts.length, 'conflict')),
    radarState(snapshot, now),
  ];
  const { host, repository } = snapshot;
  const who = host.kind === 'extension' ? 'VS Code' : 'parallel-cc serve';
  const place = `${printable(repository.root)}, coordinated by ${who} (pid ${host.pid}) for ${duration(now - host.startedAt)}`;
  return `${style.heading(printable(repository.name))}: ${facts.join(' · ')}\n${style.faint(place)}`;
}

function radarState({ radar }: Snapshot, now: number): string {
  if (radar.state === 'failed') return `radar failed: ${printable(radar.message ?? 'no reason given')}`;
  if (radar.state === 'off') return 'radar off';
  return radar.lookedAt === null ? 'radar starting' : `radar looked ${ago(radar.lookedAt, now)}`;
}

function sessionTable(
  sessions: readonly SessionView[],
  { style, columns, now }: Pick<CommandContext, 'style' | 'columns' | 'now'>,
): string {
  const head = ['SESSION', 'STATE', 'GUARD', 'CHANGED', 'CLAIMS', 'CONFLICTS', 'SEEN', 'BRANCH', 'WORKTREE'];
  const rows = sessions.map((session) => [
    printable(session.name),
    stateLabel(session.state, style),
    session.guard ?? '–',
    session.changedFiles === null ? '–' : String(session.changedFiles),
    String(session.claimCount),
    session.conflictCount === 0 ? '0' : style.bad(String(session.conflictCount)),
    ago(session.lastHeartbeat, now),
    printable(session.branch ?? '(detached)'),
    printable(session.worktreePath),
  ]);
  const lines = table([head, ...rows], columns).split('\n');
  return [
    style.faint(lines[0] ?? ''),
    ...sessions.flatMap((session, index) => [lines[index + 1] ?? '', ...remarks(session, style)]),
  ].join('\n');
}

const stateLabels: Readonly<Record<SessionState, string>> = {
  working: 'working',
  needsYou: 'needs you',
  idle: 'idle',
  stale: 'stale',
  done: 'done',
};

function stateLabel(state: SessionState, style: Style): string {
  const label = stateLabels[state];
  if (state === 'working') return style.good(label);
  if (state === 'needsYou') return style.attention(label);
  return state === 'idle' ? label : style.faint(label);
}

function remarks(session: SessionView, style: Style): string[] {
  const prompt = session.prompt === null ? [] : [`  “${truncate(printable(session.prompt), longestPrompt)}”`];
  const reason =
    session.stateReason === null ? [] : [`  → ${truncate(printable(session.stateReason), longestPrompt)}`];
  return [...prompt, ...reason].map((line) => style.faint(line));
}

function nextStep(snapshot: Snapshot): string[] {
  return snapshot.conflicts.length === 0 ? [] : ['See what would conflict with: parallel-cc conflicts'];
}
