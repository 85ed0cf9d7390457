import { closeSync, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { SerialQueue } from '../../base/async';
import { sendError } from '../http';
import { egressSocketName } from '../isolation/isolation';
import { endProcesses, freeze, isAlive, thaw } from '../isolation/sandboxProcess';
import { EgressProxy } from '../network/egressProxy';
import type { NetworkPolicy } from '../network/networkPolicy';
import type { SandboxRecord } from '../store/sandboxRecord';
import { saveRecord } from '../store/sandboxRecord';
import { askEnvd } from './envdClient';
import type { RuntimeContext } from './runtimeContext';
import type { SandboxPlaces } from './sandboxFolders';
import { makeSocketFolders, placesOf, removeSockets, takeSocket } from './sandboxFolders';

/** One sandbox. What changes it happens one after the other; the record on disk comes first. */
export class Sandbox {
  readonly places: SandboxPlaces;
  private readonly queue = new SerialQueue();
  private readonly answersUnderWay = new Set<ServerResponse>();
  private proxy: EgressProxy | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** @param onDeadline runs when its time is over. */
  constructor(
    private readonly context: RuntimeContext,
    private current: SandboxRecord,
    private readonly onDeadline: (sandbox: Sandbox) => void,
  ) {
    this.places = placesOf(context.home, current.id);
  }

  get record(): SandboxRecord {
    return this.current;
  }

  get isRunning(): boolean {
    return this.current.state === 'running' && this.current.process !== null;
  }

  /** Starts its processes, in its folders as they are. */
  start(): Promise<void> {
    return this.queue.run(() => this.launch());
  }

  /** Takes over a sandbox that an earlier runtime started; false when nothing of it runs any more. */
  adopt(): Promise<boolean> {
    return this.queue.run(async () => {
      const { process, state } = this.current;
      if (process === null) return state === 'paused';
      if (!(await isAlive(process))) return false;
      if (state === 'running' && !(await this.answers())) return false;
      await this.openProxy();
      if (state === 'running') this.schedule();
      return true;
    });
  }

  /** Sets how long it still has, in milliseconds. */
  setTimeout(timeoutMs: number): Promise<void> {
    return this.queue.run(async () => {
      await this.save({ timeoutMs, deadline: Date.now() + timeoutMs });
      this.schedule();
      if (this.isRunning) await askEnvd(this.places.socket, 'POST', '/runtime/deadline', { deadline: this.current.deadline }); // prettier-ignore
    });
  }

  /** Pauses it; false when it is paused already. @param keepMemory whether its processes go on later. */
  pause(keepMemory: boolean): Promise<boolean> {
    return this.queue.run(async () => {
      const { process, state } = this.current;
      if (state === 'paused') return false;
      clearTimeout(this.timer);
      if (process !== null) await (keepMemory ? freeze(process) : endProcesses(process));
      await this.save({ state: 'paused', process: keepMemory ? process : null });
      this.refuseAnswers();
      return true;
    });
  }

  /** Lets a paused sandbox go on, with so much time. @param fresh whether its processes begin anew in any case. */
  resume(timeoutMs: number, fresh: boolean): Promise<void> {
    return this.queue.run(async () => {
      const { process, state } = this.current;
      if (state === 'running') return;
      await this.save({ timeoutMs, deadline: Date.now() + timeoutMs });
      if (process !== null && !fresh && (await isAlive(process))) {
        await thaw(process);
        await this.save({ state: 'running' });
        await askEnvd(this.places.socket, 'POST', '/runtime/deadline', { deadline: this.current.deadline });
        this.schedule();
        return;
      }
      if (process !== null) await endProcesses(process);
      await this.launch();
    });
  }

  /** Does something while no process of the sandbox runs. */
  whileFrozen<T>(task: () => Promise<T>): Promise<T> {
    return this.queue.run(async () => {
      const { process } = this.current;
      if (!this.isRunning || process === null) return task();
      await freeze(process);
      try {
        return await task();
      } finally {
        await thaw(process);
      }
    });
  }

  setNetwork(network: NetworkPolicy): Promise<void> {
    return this.queue.run(async () => {
      await this.save({ network });
      this.proxy?.disconnect();
    });
  }

  /** Ends the processes that clients started, and tells them why. */
  async endProcesses(reason: string): Promise<void> {
    if (this.isRunning) await askEnvd(this.places.socket, 'POST', '/runtime/end-processes', { reason });
  }

  /** Ends it for good. Its files are removed behind. */
  kill(): Promise<void> {
    return this.queue.run(async () => {
      clearTimeout(this.timer);
      this.proxy?.dispose();
      this.refuseAnswers();
      if (this.current.process !== null) await endProcesses(this.current.process);
      // Without its record it is not a sandbox any more, whatever happens to the rest.
      await rm(join(this.places.root, 'sandbox.json'), { force: true });
      await removeSockets(this.places);
      void rm(this.places.root, { recursive: true, force: true, maxRetries: 3 }).catch((error: unknown) =>
        this.context.logger.log('warn', 'files of a sandbox remain', { id: this.current.id, error: String(error) }),
      );
    });
  } // prettier-ignore

  /** Lets go of it without ending it. What is under way is cut, which clients do not take for the sandbox's end. */
  release(): void {
    clearTimeout(this.timer);
    this.proxy?.dispose();
    for (const answer of this.answersUnderWay) answer.destroy();
  }

  /**
   * Remembers an answer that is under way, which ends with it: as a failure where nothing of it was sent, else cut
   * short. The connection itself may next be used for another sandbox, so it is not the sandbox's to end.
   */
  track(answer: ServerResponse): void {
    this.answersUnderWay.add(answer);
    answer.once('close', () => this.answersUnderWay.delete(answer));
  }

  private refuseAnswers(): void {
    for (const answer of this.answersUnderWay) {
      // What is left of the request is not read.
      if (!answer.headersSent) answer.setHeader('Connection', 'close');
      sendError(answer, 502, 'The sandbox is not running');
    }
  }

  private async launch(): Promise<void> {
    const { isolation } = this.context;
    await makeSocketFolders(this.places, isolation.owner);
    await this.openProxy();
    const log = openSync(this.places.log, 'a', 0o600);
    const { id, env, deadline, limits, readOnly } = this.current;
    try {
      const process = await isolation.launch({
        sandboxId: id, folders: this.places, env, deadline, limits, readOnly, log,
      }); // prettier-ignore
      await takeSocket(this.places);
      await this.save({ process, state: 'running' });
      this.schedule();
    } finally {
      closeSync(log);
    }
  }

  private async openProxy(): Promise<void> {
    this.proxy?.dispose();
    if (this.context.isolation.kind === 'none') return;
    this.proxy = new EgressProxy(() => this.current.network);
    await this.proxy.listen(join(this.places.out, egressSocketName), this.context.isolation.owner);
  }

  private async answers(): Promise<boolean> {
    return askEnvd(this.places.socket, 'GET', '/health').then(
      () => true,
      () => false,
    );
  }

  private schedule(): void {
    clearTimeout(this.timer);
    const left = Math.max(0, this.current.deadline - Date.now());
    // Timers count in 32 bits, and clocks are set: it is looked at again.
    const wait = Math.min(left, 60_000);
    this.timer = setTimeout(() => (wait < left ? this.schedule() : this.onDeadline(this)), wait);
  }

  private async save(change: Partial<SandboxRecord>): Promise<void> {
    const next = { ...this.current, ...change };
    await saveRecord(this.places.root, next);
    this.current = next;
  }
}
