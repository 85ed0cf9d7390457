import { open } from 'node:fs/promises';

/** The most that is read at once, in bytes. */
const mostBytes = 1024 * 1024;

/** Reads a file that others append to, from where it was left. */
export class GrowingFile {
  private position = 0;

  constructor(private readonly path: string) {}

  /** What has come since, in parts; nothing when there is no such file. */
  async *readNew(): AsyncGenerator<Buffer> {
    for (let part = await this.readPart(); part.length > 0; part = await this.readPart()) yield part;
  }

  private async readPart(): Promise<Buffer> {
    const file = await open(this.path).catch(() => null);
    if (file === null) return Buffer.alloc(0);
    try {
      const { size } = await file.stat();
      // One that was begun anew is read from its beginning.
      if (size < this.position) this.position = 0;
      const length = Math.min(size - this.position, mostBytes);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, null, this.position);
      this.position += bytesRead;
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }
}
