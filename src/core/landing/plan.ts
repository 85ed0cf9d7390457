import type { LandMethod } from './entry';
import type { OrderConflict } from './order';
import { planOrder } from './order';

/** A session that can land, and what it brings. */
export interface PlannedLanding {
  readonly sessionId: string;
  readonly session: string;
  readonly target: string;
  /** How many commits, files and lines it brings that its target lacks. */
  readonly commits: number;
  readonly files: number;
  readonly lines: number;
  /** Files in which it conflicts with its target as that is now. */
  readonly conflicts: readonly string[];
  /** Names of the sessions of the plan that it conflicts with. */
  readonly conflictsWith: readonly string[];
  /** Names of the sessions of the plan that it was built on, which land before it. */
  readonly after: readonly string[];
}

/** A session that cannot land now. */
export interface NotReady {
  readonly sessionId: string;
  readonly session: string;
  /** Why not, and what to do: sentences. */
  readonly reason: string;
}

/** What would land, in the order in which it would, and what would not. */
export interface LandingPlan {
  readonly method: LandMethod;
  readonly landings: readonly PlannedLanding[];
  readonly notReady: readonly NotReady[];
}

/** What is known of a session before its place is found: who it conflicts with and is built on, by session id. */
export interface LandingFacts extends Omit<PlannedLanding, 'conflictsWith' | 'after'> {
  /** When its session began, in milliseconds since the Unix epoch. */
  readonly since: number;
  readonly builtOn: readonly string[];
}

/**
 * Puts sessions in the order in which they are to land, each target's together.
 * @param conflicts pairs of session ids. @param inOrder whether they stay in the order that they came in.
 */
export function arrangeLandings(
  facts: readonly LandingFacts[],
  conflicts: readonly OrderConflict[],
  inOrder: boolean,
): PlannedLanding[] {
  const nameOf = (id: string): string => facts.find(({ sessionId }) => sessionId === id)?.session ?? id;
  const rivalsOf = (id: string): string[] => conflicts.flatMap(([one, other]) => (one === id ? [nameOf(other)] : other === id ? [nameOf(one)] : [])); // prettier-ignore
  const items = facts.map(({ sessionId: id, builtOn, lines: size, since }) => ({
    id,
    after: builtOn,
    size,
    since,
  }));
  const order = inOrder ? items.map(({ id }) => id) : planOrder(items, conflicts);
  const placed = order.flatMap((id) => facts.find(({ sessionId }) => sessionId === id) ?? []);
  const targets = [...new Set(placed.map(({ target }) => target))];
  const together = inOrder
    ? placed
    : targets.flatMap((target) => placed.filter((one) => one.target === target));
  return together.map((one) => ({
    ...pickPlanned(one),
    conflictsWith: rivalsOf(one.sessionId),
    after: one.builtOn.map(nameOf),
  }));
}

function pickPlanned(facts: LandingFacts): Omit<PlannedLanding, 'conflictsWith' | 'after'> {
  const { sessionId, session, target, commits, files, lines, conflicts } = facts;
  return { sessionId, session, target, commits, files, lines, conflicts };
}
