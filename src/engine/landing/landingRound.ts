import { conflictReason, nothingReason, redReason, redTargetReason } from '../../core/landing/reasons';
import type { LandingEnd, LandingEntry } from '../../core/landing/entry';
import type { CheckResult } from '../../core/verify/checks';
import type { Built, LandingGround } from './ground';

/** What a round needs of the queue. */
export interface RoundParts {
  readonly ground: LandingGround;
  /** Writes entries; resolves when they are on disk. */
  readonly write: (entries: readonly LandingEntry[]) => Promise<void>;
  readonly now: () => number;
  /** Aborted when the round is to stop where nothing is lost: before the target is moved. */
  readonly signal: AbortSignal;
}

/**
 * What a round came to. `landed`: the first `count` did; `settled`: at least one entry ended otherwise; `tooMany`: the first `count` of them fail together, so
 * fewer are to be tried; `overtaken`: somebody moved the target; `stopped`: nothing was done.
 */
export type RoundEnd =
  | { readonly kind: 'settled' | 'overtaken' | 'stopped' }
  | { readonly kind: 'landed' | 'tooMany'; readonly count: number };

const settled: RoundEnd = { kind: 'settled' };

/** An entry with the commit that the target gets by it. */
type Step = LandingEntry & { readonly source: string; readonly before: string; readonly after: string };

/**
 * Lands the first of some entries of one target, as many as go onto each other, or ends at least one of them with the
 * reason why not. The target moves once, to a commit that was checked where that is wanted.
 */
export class LandingRound {
  constructor(private readonly parts: RoundParts) {}

  async run(group: readonly LandingEntry[]): Promise<RoundEnd> {
    const [first] = group;
    if (first === undefined) return settled;
    const from = await this.parts.ground.target(first.target);
    const steps = await this.stack(group, from);
    const tip = steps.at(-1);
    if (tip === undefined) return settled;
    if (first.verify) {
      const end = await this.check(steps, tip, from);
      if (end !== null) return end;
    }
    if (this.parts.signal.aborted) return { kind: 'stopped' };
    return this.move(steps, { branch: first.target, from, to: tip.after });
  }

  // Builds one onto the other. What does not go onto those before it gets a round of its own, should they not land.
  private async stack(group: readonly LandingEntry[], from: string): Promise<Step[]> {
    const steps: Step[] = [];
    let before = from;
    for (const entry of group) {
      const source = await this.parts.ground.source(entry);
      if (source.kind === 'notReady') {
        await this.end([entry], source.end, source.why);
        continue;
      }
      const built = await this.parts.ground.build(entry, before, source.commit);
      if (built.kind === 'built') {
        steps.push({ ...entry, source: source.commit, before, after: built.commit });
        before = built.commit;
      } else if (steps.length > 0) break;
      else await this.end([entry], 'returned', whyNotBuilt(entry.target, built));
    }
    return steps;
  }

  // Null when the target may move.
  private async check(steps: readonly Step[], tip: Step, from: string): Promise<RoundEnd | null> {
    const { ground, signal } = this.parts;
    await this.parts.write(steps.map((step) => ({ ...step, state: 'checking' })));
    const result = await ground.check(tip.after, signal);
    if (signal.aborted) return { kind: 'stopped' };
    if (result.outcome === 'green') return null;
    if (result.outcome === 'unavailable') return this.end(steps, 'waiting', result.why);
    if (steps.length > 1) return { kind: 'tooMany', count: steps.length };
    return this.blame(tip, from, result);
  }

  // It is the session's fault only if the target passes without it.
  private async blame(
    step: Step,
    from: string,
    red: CheckResult & { readonly outcome: 'red' },
  ): Promise<RoundEnd> {
    const alone = await this.parts.ground.check(from, this.parts.signal);
    if (this.parts.signal.aborted) return { kind: 'stopped' };
    if (alone.outcome === 'red') return this.end([step], 'waiting', redTargetReason(step.target, alone));
    if (alone.outcome === 'unavailable') return this.end([step], 'waiting', alone.why);
    return this.end([step], 'returned', redReason(step.target, red));
  }

  private async move(
    steps: readonly Step[],
    move: { readonly branch: string; readonly from: string; readonly to: string },
  ): Promise<RoundEnd> {
    const { ground } = this.parts;
    for (const { id, after } of steps) await ground.keep(id, after);
    await this.parts.write(steps.map((step) => ({ ...step, state: 'moving' })));
    const moved = await ground.move(move);
    if (moved.kind === 'moved') {
      await this.end(steps, 'landed', moved.note);
      return { kind: 'landed', count: steps.length };
    }
    for (const { id } of steps) await ground.release(id);
    return moved.kind === 'blocked' ? this.end(steps, 'waiting', moved.why) : { kind: 'overtaken' };
  }

  private async end(
    entries: readonly LandingEntry[],
    state: LandingEnd,
    reason: string | null,
  ): Promise<RoundEnd> {
    const endedAt = this.parts.now();
    await this.parts.write(entries.map((entry) => ({ ...entry, state, reason, endedAt })));
    return settled;
  }
}

function whyNotBuilt(target: string, built: Exclude<Built, { kind: 'built' }>): string {
  if (built.kind === 'nothing') return nothingReason(target);
  return built.kind === 'refused' ? built.why : conflictReason(target, built.paths);
}
