import type { Clock } from '../../base/clock';
import type { Claim } from '../../core/claim';
import { isActive } from '../../core/claim';
import type { Claims } from '../claims/claims';
import type { State } from '../state';
import type { Worktrees } from '../worktrees/worktrees';
import type { HeldPlace } from './messages';
import type { Watch } from './watch';

/** Changes that come within this time, in milliseconds, are passed on as one; where that takes long, within longer. */
const coalesceMs = 10;
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
    const paths = worktrees.known.filter(({ prunable }) => !prunable).map(({ path }) => path);
    watch.setHeld(paths, placesOf(claims.table.exclusive(), clock.now()));
    this.lastMs = performance.now() - startedAt;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.listening.dispose();
  }

  private schedule(): void {
    if (this.version === this.parts.claims.table.exclusiveVersion) return;
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined;
        this.follow();
      },
      Math.max(coalesceMs, this.lastMs * restFactor),
    );
  }
}

function placesOf(exclusive: Iterable<Claim>, now: number): HeldPlace[] {
  const places = new Map<string, HeldPlace>();
  for (const claim of exclusive) {
    if (claim.kind === 'resource' || !isActive(claim, now)) continue;
    const kind = claim.kind === 'symbol' ? 'file' : claim.kind;
    const name = `${kind} ${claim.path}`;
    // Of several holders of its parts the first counts.
    if (!places.has(name)) places.set(name, { kind, path: claim.path, since: claim.acquiredAt });
  }
  return [...places.values()];
}
