/** The flag of the frame that ends a stream; its message says whether it failed. */
export const endOfStream = 0x02;

/** One message of a stream: a byte of flags, its length in 4 bytes (big endian), and JSON. */
export interface Frame {
  readonly flags: number;
  readonly message: Buffer;
}

const headerLength = 5;

/** The largest message that a frame of a request may have, in bytes. */
const largestMessage = 64 * 1024 * 1024;

/** Writes a frame as the Connect protocol has it (https://connectrpc.com/docs/protocol). */
export function encodeFrame(flags: number, message: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  const header = Buffer.alloc(headerLength);
  header.writeUInt8(flags, 0);
  header.writeUInt32BE(body.length, 1);
  return Buffer.concat([header, body]);
}

/** Reads the frames of a whole body. Throws when it ends within one, or one is too large. */
export function decodeFrames(body: Buffer): readonly Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at < body.length;) {
    const length = at + headerLength <= body.length ? body.readUInt32BE(at + 1) : Number.NaN;
    const end = at + headerLength + length;
    if (!(length <= largestMessage && end <= body.length)) throw new Error('a frame is cut off or too large');
    frames.push({ flags: body.readUInt8(at), message: body.subarray(at + headerLength, end) });
    at = end;
  }
  return frames;
}
