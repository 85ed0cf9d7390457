import { randomBytes, randomInt } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { HttpError } from '../http';
import type { NetworkPolicy } from '../network/networkPolicy';
import type { Lifecycle, SandboxRecord } from '../store/sandboxRecord';
import { readRecords, saveRecord } from '../store/sandboxRecord';
import type { Snapshot } from '../store/snapshots';
import { saveSnapshot } from '../store/snapshots';
import type { Template } from '../store/templates';
import { findTemplate } from '../store/templates';
import type { RuntimeContext } from './runtimeContext';
import { Sandbox } from './sandbox';
import { makeFolders, placesOf } from './sandboxFolders';

/** What a new sandbox is to be. */
export interface NewSandbox {
  readonly templateId: string;
  readonly timeoutMs: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly network: NetworkPolicy;
  readonly lifecycle: Lifecycle;
}

/** All sandboxes of this runtime. */
export class Sandboxes {
  private readonly all = new Map<string, Sandbox>();

  constructor(private readonly context: RuntimeContext) {}

  list(): readonly Sandbox[] {
    return [...this.all.values()];
  }

  /** Finds a sandbox; throws with status 404 when there is none. */
  get(id: string): Sandbox {
    const found = this.all.get(id);
    if (found === undefined) throw new HttpError(404, `sandbox "${id}" not found`);
    return found;
  }

  find(id: string): Sandbox | undefined {
    return this.all.get(id);
  }

  /** Takes over what an earlier runtime left. What has died with its processes goes, unless it was to be paused. */
  async adopt(): Promise<void> {
    for (const record of await readRecords(this.context.home.sandboxes)) {
      const sandbox = this.hold(record);
      if (await sandbox.adopt()) continue;
      this.context.logger.log('info', 'a sandbox has ended without its runtime', { id: record.id });
      if (record.lifecycle.onTimeout === 'pause') await sandbox.pause(false);
      else await this.kill(record.id);
    }
  }

  async create(wanted: NewSandbox): Promise<Sandbox> {
    const template = await findTemplate(this.context.home, wanted.templateId);
    if (template === undefined) throw new HttpError(404, `template "${wanted.templateId}" not found`);
    return this.startNew(newRecord(wanted, template), template);
  }

  /** Makes a sandbox that begins with the files of another as they are now. */
  async fork(id: string, timeoutMs: number): Promise<Sandbox> {
    const source = this.get(id);
    const { record, places } = source;
    const { templateId, metadata, env, network, lifecycle } = record;
    const template = { id: templateId, home: places.home, tmp: places.tmp, env: {}, readOnly: record.readOnly, limits: record.limits }; // prettier-ignore
    const copy = newRecord({ templateId, timeoutMs, metadata, env, network, lifecycle }, template);
    const folders = placesOf(this.context.home, copy.id);
    await source.whileFrozen(() => makeFolders(folders, template, this.context.isolation.owner));
    return this.startNew(copy, null);
  }

  /** Keeps the files of a sandbox as they are now. */
  async snapshot(id: string, name: string | undefined): Promise<Snapshot> {
    const source = this.get(id);
    const { env, readOnly, limits } = source.record;
    const snapshot: Snapshot = {
      id: `snapshot-${randomId(12)}`,
      name: name ?? null,
      sandboxId: id,
      createdAt: Date.now(),
      template: { env, readOnly, limits },
    };
    await source.whileFrozen(() => saveSnapshot(this.context.home, snapshot, source.places));
    return snapshot;
  }

  /** Ends a sandbox; throws with status 404 when there is none. */
  async kill(id: string): Promise<void> {
    const sandbox = this.get(id);
    this.all.delete(id);
    await sandbox.kill();
  }

  /** Lets go of all of them; they go on without this runtime. */
  release(): void {
    for (const sandbox of this.all.values()) sandbox.release();
    this.all.clear();
  }

  /** @param content what its folders begin with; null: they are there. */
  private async startNew(record: SandboxRecord, content: Template | null): Promise<Sandbox> {
    const places = placesOf(this.context.home, record.id);
    try {
      if (content !== null) await makeFolders(places, content, this.context.isolation.owner);
      await saveRecord(places.root, record);
      const sandbox = this.hold(record);
      await sandbox.start();
      return sandbox;
    } catch (error) {
      const failed = this.all.get(record.id);
      this.all.delete(record.id);
      await failed?.kill();
      await rm(places.root, { recursive: true, force: true });
      throw error;
    }
  }

  private hold(record: SandboxRecord): Sandbox {
    const sandbox = new Sandbox(this.context, record, (one) => this.onDeadline(one));
    this.all.set(record.id, sandbox);
    return sandbox;
  }

  private onDeadline(sandbox: Sandbox): void {
    const { id, lifecycle } = sandbox.record;
    const done = lifecycle.onTimeout === 'pause' ? sandbox.pause(lifecycle.keepMemory) : this.kill(id);
    done.catch((error: unknown) =>
      this.context.logger.log('error', 'a sandbox could not be ended in time', { id, error: String(error) }),
    );
  }
}

function newRecord(wanted: NewSandbox, template: Template): SandboxRecord {
  const now = Date.now();
  return {
    id: `i${randomId(19)}`,
    templateId: template.id,
    metadata: wanted.metadata,
    env: { ...template.env, ...wanted.env },
    accessToken: randomBytes(24).toString('base64url'),
    startedAt: now,
    deadline: now + wanted.timeoutMs,
    timeoutMs: wanted.timeoutMs,
    lifecycle: wanted.lifecycle,
    network: wanted.network,
    limits: template.limits,
    readOnly: template.readOnly,
    state: 'running',
    process: null,
  };
}

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

function randomId(length: number): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
}
