import { toCoordinatorError } from '../../core/errors';
import type { Run, RunSignal } from '../../core/run';
import { judgeRun } from '../../core/runLimits';
import type { Sandbox } from '../sandbox/sandboxService';
import type { AgentProbe } from './followAgent';
import type { RunParts } from './runParts';
import type { RunTail } from './runTail';
import { signalLine } from './sandboxLayout';

/** How long a sandbox lives without a sign of us, in milliseconds; then it is paused with all that is in it. */
export const lifeMs = 15 * 60_000;
/** How often what an agent has done is brought home while it works, in milliseconds. */
const checkpointMs = 4 * 60_000;
/** How long an agent may take to end when it is asked to, in milliseconds. */
const graceMs = 10_000;

/** What looking after a working agent needs. */
export interface BeatParts {
  readonly parts: Pick<RunParts, 'clock' | 'state' | 'sessions' | 'services' | 'logger'>;
  readonly run: () => Run;
  readonly tell: (signal: RunSignal) => Promise<Run>;
  readonly tail: RunTail;
  /** Brings home what the agent has done by now. */
  readonly bringHome: (sandbox: Sandbox) => Promise<unknown>;
}

/** What is done for a working agent again and again: its sandbox is kept alive, its limits are watched, its work is kept. */
export class RunBeat {
  private extendedAt = 0;
  private checkedAt = 0;
  private stopSince = 0;

  constructor(private readonly of: BeatParts) {}

  async beat(sandbox: Sandbox, { kind }: AgentProbe): Promise<void> {
    const now = this.of.parts.clock.now();
    if (now - this.extendedAt > lifeMs / 3) await this.extend(sandbox, now);
    if (kind !== 'runs') return;
    await this.judge(now);
    await (this.of.run().stopping === null ? this.checkpoint(sandbox, now) : this.end(sandbox, now));
  }

  private async extend(sandbox: Sandbox, now: number): Promise<void> {
    const { state, sessions } = this.of.parts;
    this.extendedAt = now;
    await sandbox.setTimeout(lifeMs);
    await state.commit((db) => sessions.applySignal(db, this.of.run().sessionId, { kind: 'active' }));
  }

  private async judge(now: number): Promise<void> {
    const { run, tell, tail, parts } = this.of;
    const { service, modelDollars, warnings: known, stopping } = run();
    if (tail.dollars > modelDollars) await tell({ kind: 'modelCost', dollars: tail.dollars });
    const { hourlyDollars } = await parts.services.reach(service);
    const verdict = judgeRun(run(), { now, lastOutputAt: tail.grownAt, hourlyDollars });
    const isNews = Object.keys(verdict.warnings).some((key) => !(key in known));
    if (isNews) await tell({ kind: 'warned', warnings: verdict.warnings });
    if (verdict.stop !== null && stopping === null)
      await tell({ kind: 'stopAsked', why: 'timedOut', reason: verdict.stop });
  }

  // What is at home already is not lost with the sandbox. One that does not work out is no reason to stop.
  private async checkpoint(sandbox: Sandbox, now: number): Promise<void> {
    if (this.checkedAt === 0) this.checkedAt = now;
    if (now - this.checkedAt < checkpointMs) return;
    this.checkedAt = now;
    try {
      await this.of.bringHome(sandbox);
    } catch (error) {
      this.of.parts.logger.log('warn', 'checkpoint of a run', { session: this.of.run().sessionId, error: toCoordinatorError(error).text }); // prettier-ignore
    }
  }

  private async end(sandbox: Sandbox, now: number): Promise<void> {
    if (this.stopSince === 0) this.stopSince = now;
    await sandbox.run(signalLine(now - this.stopSince > graceMs ? 'KILL' : 'TERM'));
  }
}
