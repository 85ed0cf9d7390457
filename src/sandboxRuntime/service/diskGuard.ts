import { statfs } from 'node:fs/promises';
import type { Disposable } from '../../base/disposable';
import type { Logger } from '../../base/logger';
import { diskUse } from '../store/copyTree';
import type { Sandbox } from './sandbox';
import type { Sandboxes } from './sandboxes';

const intervalMs = 1_000;

/** What may be written anywhere before sandboxes are measured again, in bytes. */
const stepBytes = 64 * 1024 * 1024;

/**
 * Ends what runs in a sandbox that takes more of the disk than it may. File systems have no limits that could be set
 * without being root, so it is measured: whenever the disk has become fuller by some.
 */
export class DiskGuard implements Disposable {
  private timer: NodeJS.Timeout | undefined;
  private freeBytes = Number.POSITIVE_INFINITY;

  constructor(
    private readonly sandboxes: Sandboxes,
    private readonly folder: string,
    private readonly logger: Logger,
  ) {
    this.wait();
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  private wait(): void {
    this.timer = setTimeout(() => {
      this.look()
        .catch((error: unknown) => this.logger.log('warn', 'the disk was not measured', { error: String(error) }))
        .finally(() => this.wait());
    }, intervalMs).unref();
  } // prettier-ignore

  private async look(): Promise<void> {
    const running = this.sandboxes.list().filter((one) => one.isRunning);
    if (running.length === 0) return;
    const { bavail, bsize } = await statfs(this.folder);
    const free = bavail * bsize;
    if (free > this.freeBytes - stepBytes) {
      this.freeBytes = Math.max(free, this.freeBytes === Number.POSITIVE_INFINITY ? free : this.freeBytes);
      return;
    }
    this.freeBytes = free;
    for (const sandbox of running) await this.check(sandbox);
  }

  private async check(sandbox: Sandbox): Promise<void> {
    const { diskMB } = sandbox.record.limits;
    const used = await diskUse([sandbox.places.home, sandbox.places.tmp]);
    if (used <= diskMB * 1024 * 1024) return;
    this.logger.log('warn', 'a sandbox takes too much of the disk', { id: sandbox.record.id, used });
    await sandbox.endProcesses(`parallel-cc: ended, because this sandbox takes more than its ${diskMB} MB of the disk`);
  } // prettier-ignore
}
