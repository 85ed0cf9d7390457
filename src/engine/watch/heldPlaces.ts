import type { Clock } from '../../base/clock';
import type { Claim } from '../../core/claim';
import { isActive } from '../../core/claim';
import type { Claims } from '../claims/claims';
import type { State } from '../state';
import type { Worktrees } from '../worktrees/worktrees';
import type { HeldPlace } from './messages';
import type { Watch } from './watch';

/** Changes that come within this time, in milliseconds, are passed on as one. */
const coalesceMs = 10;
/** What changes without pause is passed on this often, in milliseconds; where that takes long, less often. */
const paceMs = 50;
/** Of the time at most one part in so many goes into it. */
const restFactor = 10;

/** What following the claims needs of the engine. */
export interface HeldPlacesParts {
  readonly state: State;
  readonly clock: Clock;
  readonly claims: Claims;
  readonly worktrees: Worktrees;
  readonly watch: Watch;
}

/** Keeps the watch on what sessions hold for themselves alone. */
export class HeldPlaces {
  private timer: NodeJS.Timeout | undefined;
  private version = -1;
  private lastMs = 0;
  private followedAt = -Infinity;
  private readonly listening: { dispose(): void };

  constructor(private readonly parts: HeldPlacesParts) {
    this.listening = parts.state.onCommitted(() => this.schedule());
    this.follow();
  }

  /** Passes on what is held and which worktrees there are now. */
  follow(): void {
    const { claims, worktrees, watch, clock } = this.parts;
    const startedAt = performance.now();
    this.version = claims.table.exclusiveVersion;
    const looked = worktrees.known.filter(({ prunable }) => !prunable).map(({ path }) => path);
    watch.setHeld({ worktrees: looked, held: placesOf(claims.table.exclusive(), clock.now()) });
    this.followedAt = performance.now();
    this.lastMs = this.followedAt - startedAt;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.listening.dispose();
  }

  private pauseMs(): number {
    return Math.max(paceMs, this.lastMs * restFactor);
  }

  private schedule(): void {
    if (this.version === this.parts.claims.table.exclusiveVersion) return;
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined;
        this.follow();
      },
      Math.max(coalesceMs, this.followedAt + this.pauseMs() - performance.now()),
    );
  }
}

function placesOf(exclusive: Iterable<Claim>, now: number): HeldPlace[] {
  const seen = { file: new Set<string>(), folder: new Set<string>(), glob: new Set<string>() };
  const places: HeldPlace[] = [];
  for (const { kind: claimed, path, acquiredAt: since, expiresAt } of exclusive) {
    if (claimed === 'resource' || !isActive({ expiresAt }, now)) continue;
    const kind = claimed === 'symbol' ? 'file' : claimed;
    // Of several holders of its parts the first counts.
    if (seen[kind].has(path)) continue;
    seen[kind].add(path);
    places.push({ kind, path, since });
  }
  return places;
}
