import type { Clock } from '../../base/clock';
import type { AgentReply } from '../../core/agentEvent';
import { fileTarget } from '../../core/claimTarget';
import { probeAnswer, probeFile, probeSession } from '../../core/guard';
import type { Session } from '../../core/session';
import type { Claims } from '../claims/claims';
import { newId } from '../ids';
import { insertSession } from '../sessionRows';
import type { State } from '../state';
import type { Db } from '../store/store';

/** What a trial needs of the engine. */
export interface ProbedWriteParts {
  readonly state: State;
  readonly clock: Clock;
  readonly claims: Claims;
}

/** Answers the trial of a guard: a write of a file that another session holds, of which nothing stays behind. */
export class ProbedWrite {
  constructor(private readonly parts: ProbedWriteParts) {}

  /** Lets a session claim a file and another want it, and takes all of it back. */
  async answer(): Promise<AgentReply> {
    const ended = new TrialEnded();
    try {
      await this.parts.state.commit((db) => {
        ended.refused = this.isRefused(db);
        throw ended;
      });
    } catch (error) {
      if (error !== ended) throw error;
    }
    return ended.refused
      ? { decision: 'deny', reason: probeAnswer, context: '' }
      : { decision: 'none', reason: null, context: '' };
  }

  private isRefused(db: Db): boolean {
    const target = fileTarget({ path: probeFile, key: probeFile });
    const [holder, writer] = [this.session('holder'), this.session('writer')];
    const wish = {
      mode: 'exclusive',
      weaken: false,
      source: 'automatic',
      reason: null,
      ttlMs: 60_000,
    } as const;
    for (const session of [holder, writer]) insertSession(db, session, null);
    const claims = [holder, writer].map(({ id, name }) => this.parts.claims.acquire(db, target, { ...wish, sessionId: id }, name)); // prettier-ignore
    return claims.map(({ kind }) => kind).join() === 'granted,denied';
  }

  private session(role: string): Session {
    const now = Math.round(this.parts.clock.now());
    const nowhere = {
      worktreePath: probeFile,
      branch: null,
      targetBranch: null,
      baseCommit: '',
      prompt: null,
    };
    const life = { state: 'idle', stateReason: null, stateSince: now, createdAt: now, lastHeartbeat: now, endedAt: null } as const; // prettier-ignore
    return { id: newId(), name: `${probeSession}-${role}`, agent: 'probe', agentSessionId: null, process: null, adopted: false, ...nowhere, ...life }; // prettier-ignore
  }
}

// Thrown through the transaction so that it is rolled back.
class TrialEnded extends Error {
  refused = false;
}
