import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflate, deflateSync } from 'node:zlib';
import { mapLimit } from '../../base/async';
import type { ObjectType } from './blobId';
import { hashOf } from './blobId';
import { crc32 } from './crc32';

/** An object to be kept. */
export interface GitObject {
  readonly id: string;
  readonly type: ObjectType;
  readonly content: Uint8Array;
}

/** A pack and its index, as they are on disk. */
export interface EncodedPack {
  /** What both are called, without an extension. */
  readonly name: string;
  readonly pack: Buffer;
  readonly index: Buffer;
}

const typeNumbers: Readonly<Record<ObjectType, number>> = { commit: 1, tree: 2, blob: 3 };
/** Beyond this an offset in the index has another form, which so few objects never need. */
const largestPack = 0x7fffffff;
/** Together so much is compressed sooner than it is handed to other threads, in bytes. */
const smallInAll = 256 * 1024;
const compressElsewhere = promisify(deflate);

/** Encodes a pack of whole objects, each of them once, and its index; see gitformat-pack(5). */
export async function encodePack(objects: readonly GitObject[]): Promise<EncodedPack> {
  const hash = hashOf(objects[0]?.id ?? '');
  const bodies = await encodeEntries(objects);
  const unsealed = Buffer.concat([packHeader(objects.length), ...bodies]);
  if (unsealed.length > largestPack) throw new Error('What is to be kept is too large for a simple index');
  const seal = createHash(hash).update(unsealed).digest();
  const pack = Buffer.concat([unsealed, seal]);
  return { name: `pack-${seal.toString('hex')}`, pack, index: encodeIndex(entriesOf(objects, bodies), seal) };
}

async function encodeEntries(objects: readonly GitObject[]): Promise<Buffer[]> {
  const isSmall = objects.reduce((sum, { content }) => sum + content.length, 0) <= smallInAll;
  return mapLimit(objects, 8, async ({ type, content }) => {
    const compressed = isSmall ? deflateSync(content) : await compressElsewhere(content);
    return Buffer.concat([entryHeader(type, content.length), compressed]);
  });
}

interface Entry {
  readonly id: string;
  readonly crc: number;
  readonly offset: number;
}

function entriesOf(objects: readonly GitObject[], bodies: readonly Buffer[]): Entry[] {
  let offset = packHeader(0).length;
  const entries = bodies.map((body, index) => {
    const entry = { id: objects[index]?.id ?? '', crc: crc32(body), offset };
    offset += body.length;
    return entry;
  });
  return entries.sort((one, other) => (one.id < other.id ? -1 : 1));
}

function encodeIndex(sorted: readonly Entry[], packSeal: Buffer): Buffer {
  const firstBytes = sorted.map(({ id }) => Number.parseInt(id.slice(0, 2), 16));
  const fanOut = Array.from({ length: 256 }, (_, byte) => firstBytes.filter((first) => first <= byte).length);
  const unsealed = Buffer.concat([
    Buffer.from([0xff, 0x74, 0x4f, 0x63]),
    numbers([2, ...fanOut]),
    Buffer.from(sorted.map(({ id }) => id).join(''), 'hex'),
    numbers(sorted.map(({ crc }) => crc)),
    numbers(sorted.map(({ offset }) => offset)),
    packSeal,
  ]);
  const hash = packSeal.length === 20 ? 'sha1' : 'sha256';
  return Buffer.concat([unsealed, createHash(hash).update(unsealed).digest()]);
}

function packHeader(count: number): Buffer {
  return Buffer.concat([Buffer.from('PACK'), numbers([2, count])]);
}

// The type and the size: four bits of it, then seven in each byte, the lowest first.
function entryHeader(type: ObjectType, size: number): Buffer {
  const bytes = [(typeNumbers[type] << 4) | (size & 15)];
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 128;
    bytes.push(rest & 127);
  }
  return Buffer.from(bytes);
}

function numbers(values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => buffer.writeUInt32BE(value, index * 4));
  return buffer;
}
