import type { FileHandle } from 'node:fs/promises';
import { constants, open } from 'node:fs/promises';

/**
 * The log of a run at home: a copy of what the agent printed, which only grows. Its size says how much has come; every byte
 * is written at its own place, so that two hosts that follow the same run for a moment write the same.
 */
export class RunLog {
  private constructor(
    private readonly file: FileHandle,
    private bytes: number,
  ) {}

  static async open(path: string): Promise<RunLog> {
    const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    return new RunLog(file, (await file.stat()).size);
  }

  /** How many bytes have come. */
  get size(): number {
    return this.bytes;
  }

  /** Writes what comes next. */
  async append(data: Uint8Array): Promise<void> {
    for (let done = 0; done < data.length;) {
      const { bytesWritten } = await this.file.write(data, done, data.length - done, this.bytes + done);
      done += bytesWritten;
    }
    this.bytes += data.length;
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}
