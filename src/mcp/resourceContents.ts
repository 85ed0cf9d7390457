import type { SessionView, Snapshot } from '../protocol/snapshot';

/** A resource that is always there. */
export interface FixedResource {
  readonly name: string;
  readonly uri: string;
  readonly title: string;
  readonly description: string;
  readonly read: (snapshot: Snapshot) => unknown;
}

/** The resources that are always there. */
export const fixedResources: readonly FixedResource[] = [
  {
    name: 'status',
    uri: 'parallel-cc://status',
    title: 'Sessions',
    description: 'Who is at work, where and on what.',
    read: ({ repository, sessions, radar, warnings }) => ({
      repository: repository.root,
      radar: radar.state,
      warnings,
      sessions: sessions.filter(({ state }) => state !== 'done').map(describeSession),
    }),
  },
  {
    name: 'claims',
    uri: 'parallel-cc://claims',
    title: 'Claims',
    description: 'Which files are claimed, by whom.',
    // When a claim that is renewed all the time expires is no news.
    read: ({ claims }) => claims.map((claim) => without(claim, 'expiresAt')),
  },
  {
    name: 'conflicts',
    uri: 'parallel-cc://conflicts',
    title: 'Conflicts',
    description: 'What would conflict if any two sessions merged now, uncommitted work included.',
    read: ({ conflicts }) => conflicts,
  },
  {
    name: 'merges',
    uri: 'parallel-cc://merges',
    title: 'Merges',
    description: 'Which branches got into their targets, newest first.',
    read: ({ merges }) => merges,
  },
];

/** The resource of a session: what it is about, and its time-line. */
export function sessionUri({ name }: Pick<SessionView, 'name'>): string {
  return `parallel-cc://session/${encodeURIComponent(name)}`;
}

/** What the resource of a session says. */
export function readSession(snapshot: Snapshot, session: SessionView): unknown {
  return {
    about: describeSession(session),
    claims: snapshot.claims
      .filter(({ sessionId }) => sessionId === session.id)
      .map(({ label, mode }) => ({ on: label, mode })),
    conflicts: snapshot.conflicts.filter(({ ours, theirs }) => ours.sessionId === session.id || theirs.sessionId === session.id).map(({ summary }) => summary), // prettier-ignore
    log: snapshot.operations.filter(({ sessionId }) => sessionId === session.id).map(({ time, summary }) => ({ time, summary })), // prettier-ignore
    timeline: session.snapshots,
  };
}

/** All resources of a snapshot with their contents, by URI. */
export function readResources(snapshot: Snapshot): Map<string, string> {
  const fixed = fixedResources.map(({ uri, read }) => [uri, JSON.stringify(read(snapshot))] as const);
  const sessions = snapshot.sessions.map((session) => [sessionUri(session), JSON.stringify(readSession(snapshot, session))] as const); // prettier-ignore
  return new Map([...sessions, ...fixed]);
}

// Without what changes all the time and means nothing.
function describeSession(session: SessionView): unknown {
  return without(session, 'lastHeartbeat', 'snapshots');
}

function without<T extends object>(value: T, ...names: readonly (keyof T & string)[]): unknown {
  const dropped: readonly string[] = names;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !dropped.includes(name)));
}
