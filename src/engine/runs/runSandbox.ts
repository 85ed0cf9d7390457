import type { Run } from '../../core/run';
import type { Sandbox, SandboxService } from '../sandbox/sandboxService';
import type { AgentEntry } from './agentAccess';
import { lifeMs } from './runBeat';
import type { RunFiles } from './runFiles';
import type { RunParts } from './runParts';

/** The sandbox of one run, and what its agent gets so that it can reach its model. */
export class RunSandbox {
  private reached: Sandbox | undefined;
  private entry: AgentEntry | undefined;

  constructor(
    private readonly parts: Pick<RunParts, 'services' | 'access'>,
    private readonly files: RunFiles,
    private readonly run: () => Run,
    /** Is told of a sandbox that was made or found. */
    private readonly onMade: (sandboxId: string) => Promise<unknown>,
  ) {}

  /** Reaches the sandbox, and makes it where there is none. One that was paused, be it by its timeout, goes on. */
  async reach(): Promise<Sandbox> {
    if (this.reached !== undefined) return this.reached;
    const { sandboxId, sessionId, template, internet } = this.run();
    const service = await this.service();
    const metadata = { 'parallel-cc': sessionId };
    // A host may have made it and died before it could say so.
    const id = sandboxId ?? (await service.find(metadata));
    const { machinePort } = await this.enter();
    const order = { template, timeoutMs: lifeMs, metadata, internet, machinePort };
    this.reached = id === null ? await service.create(order) : await service.connect(id, lifeMs);
    if (sandboxId === null) await this.onMade(this.reached.id);
    return this.reached;
  }

  /** Forgets how it was reached: it stands still, or did not answer. */
  forget(): void {
    this.reached = undefined;
  }

  /** What its agent gets. */
  async enter(): Promise<AgentEntry> {
    const { machine } = await this.service();
    return (this.entry ??= await this.parts.access.enter(this.run(), this.files, machine));
  }

  /** Whether it certainly does not exist any more. */
  async isGone(): Promise<boolean> {
    const { sandboxId } = this.run();
    const service = await this.service().catch(() => undefined);
    if (sandboxId === null || service === undefined) return false;
    return (await service.state(sandboxId).catch(() => undefined)) === 'gone';
  }

  /** Ends it for good; one that is gone, or never was, is fine. */
  async drop(): Promise<void> {
    const { sandboxId } = this.run();
    if (sandboxId !== null) await (await this.service()).kill(sandboxId);
  }

  private service(): Promise<SandboxService> {
    return this.parts.services.reach(this.run().service);
  }
}
