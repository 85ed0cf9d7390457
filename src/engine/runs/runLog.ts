import type { FileHandle } from 'node:fs/promises';
import { constants, open } from 'node:fs/promises';
import { secretForms } from '../../core/secretForms';

/** How a log is written. */
export interface RunLogOptions {
  /** Texts that must not be seen in it, in clear or in base64. */
  readonly secrets: readonly string[];
  /** Is given what was appended. */
  readonly onGrown: (appended: Uint8Array) => void;
}

const mask = '*'.charCodeAt(0);

/**
 * The log of a run at home: a copy of what the agent printed, which only grows. Its size says how much has come; every byte
 * is written at its own place, so that two hosts that follow the same run for a moment write the same. A secret is made
 * unreadable, also where it came in parts, with as many bytes as it had.
 */
export class RunLog {
  private readonly forms: readonly Buffer[];
  private readonly longest: number;

  private constructor(
    private readonly file: FileHandle,
    private bytes: number,
    /** The last bytes, in which a secret may have begun. */
    private tail: Buffer,
    { secrets, onGrown }: RunLogOptions,
  ) {
    this.forms = formsOf(secrets);
    this.longest = longestOf(this.forms);
    this.onGrown = onGrown;
  }

  private readonly onGrown: RunLogOptions['onGrown'];

  static async open(path: string, options: RunLogOptions): Promise<RunLog> {
    const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    const { size } = await file.stat();
    const length = Math.min(size, longestOf(formsOf(options.secrets)));
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return new RunLog(file, size, buffer, options);
  }

  /** How many bytes have come. */
  get size(): number {
    return this.bytes;
  }

  /** Writes what comes next. */
  async append(data: Uint8Array): Promise<void> {
    const joined = Buffer.concat([this.tail, data]);
    const begin = this.mask(joined) ? this.bytes - this.tail.length : this.bytes;
    const own = joined.subarray(joined.length - (this.bytes + data.length - begin));
    for (let done = 0; done < own.length;) {
      const { bytesWritten } = await this.file.write(own, done, own.length - done, begin + done);
      done += bytesWritten;
    }
    this.bytes += data.length;
    this.tail = Buffer.from(joined.subarray(Math.max(0, joined.length - this.longest)));
    this.onGrown(joined.subarray(joined.length - data.length));
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private mask(bytes: Buffer): boolean {
    let found = false;
    for (const form of this.forms)
      for (let at = bytes.indexOf(form); at >= 0; at = bytes.indexOf(form, at)) {
        bytes.fill(mask, at, at + form.length);
        found = true;
      }
    return found;
  }
}

function formsOf(secrets: readonly string[]): readonly Buffer[] {
  return secrets.flatMap(secretForms).map((form) => Buffer.from(form));
}

function longestOf(forms: readonly Buffer[]): number {
  return Math.max(0, ...forms.map(({ length }) => length - 1));
}
