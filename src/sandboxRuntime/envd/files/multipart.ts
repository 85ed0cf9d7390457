/** A part of a form: its headers, and its content as it comes. */
export interface FormPart {
  /** The name of the field. */
  readonly name: string;
  /** The name of the file, if it is one. */
  readonly filename: string | undefined;
  readonly content: AsyncIterable<Buffer>;
}

/** The most that the headers of a part may take, in bytes. */
const largestHeader = 16 * 1024;

const blankLine = Buffer.from('\r\n\r\n');

/**
 * Reads the parts of a `multipart/form-data` body (RFC 7578) one after the other, without keeping any of them in memory.
 * A part's content must be read to its end before the next part is asked for. Throws when the body is malformed.
 */
export async function* readForm(body: AsyncIterable<Buffer>, boundary: string): AsyncGenerator<FormPart> {
  const input = new FormInput(body);
  // The first boundary has no line break before it.
  input.prepend(Buffer.from('\r\n'));
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  await input.skip(delimiter);
  for (;;) {
    const next = await input.take(2);
    if (next.toString('latin1') === '--') return;
    if (next.toString('latin1') !== '\r\n') throw new Error('a boundary of the form is malformed');
    input.prepend(next);
    const header = await input.collect(blankLine, largestHeader);
    yield { ...namesIn(header.toString('utf8')), content: input.until(delimiter) };
  }
}

/** Finds the boundary that a content type names. */
export function boundaryIn(contentType: string): string | undefined {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  return quoted ?? plain;
}

class FormInput {
  private readonly chunks: AsyncIterator<Buffer>;
  private buffer: Buffer = Buffer.alloc(0);

  constructor(body: AsyncIterable<Buffer>) {
    this.chunks = body[Symbol.asyncIterator]();
  }

  prepend(bytes: Buffer): void {
    this.buffer = Buffer.concat([bytes, this.buffer]);
  }

  async take(length: number): Promise<Buffer> {
    while (this.buffer.length < length) await this.more();
    return this.cut(length);
  }

  /** Yields all before a mark, and consumes the mark. */
  async *until(mark: Buffer): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.buffer.indexOf(mark);
      // What may be the beginning of the mark is kept until more is known.
      const safe = at >= 0 ? at : this.buffer.length - mark.length + 1;
      if (safe > 0) yield this.cut(safe);
      if (at >= 0) {
        this.cut(mark.length);
        return;
      }
      await this.more();
    }
  }

  /** Passes over all before a mark, and the mark. */
  async skip(mark: Buffer): Promise<void> {
    const passed = this.until(mark);
    while ((await passed.next()).done !== true) continue;
  }

  async collect(mark: Buffer, limit: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let length = 0;
    for await (const part of this.until(mark)) {
      length += part.length;
      if (length > limit) throw new Error('the headers of a part are too long');
      parts.push(part);
    }
    return Buffer.concat(parts);
  }

  private cut(length: number): Buffer {
    const head = this.buffer.subarray(0, length);
    this.buffer = this.buffer.subarray(length);
    return head;
  }

  private async more(): Promise<void> {
    const next = await this.chunks.next();
    if (next.done === true) throw new Error('the form ends too early');
    this.buffer = this.buffer.length === 0 ? next.value : Buffer.concat([this.buffer, next.value]);
  }
}

function namesIn(header: string): { readonly name: string; readonly filename: string | undefined } {
  const line = header.split('\r\n').find((text) => /^content-disposition:/i.test(text)) ?? '';
  return { name: parameter(line, 'name') ?? '', filename: parameter(line, 'filename') };
}

// Browsers and fetch write quotes and line breaks in names as percent codes, and nothing else.
function parameter(line: string, name: string): string | undefined {
  const value = new RegExp(`;\\s*${name}="([^"]*)"`, 'i').exec(line)?.[1];
  return value?.replace(/%22/g, '"').replace(/%0D/gi, '\r').replace(/%0A/gi, '\n');
}
