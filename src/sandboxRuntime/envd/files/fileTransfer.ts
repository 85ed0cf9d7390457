import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, dirname } from 'node:path';
import { pipeline as connectStreams, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { HttpError, sendJson } from '../../http';
import type { SandboxPaths } from '../sandboxPaths';
import { keepMetadata, metadataInHeaders } from './fileMetadata';
import { boundaryIn, readForm } from './multipart';

/** Bytes that are read from a file at once. */
const chunkSize = 256 * 1024;

/** Sends a file, `GET /files?path=`. */
export async function download(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  paths: SandboxPaths,
): Promise<void> {
  const file = await paths.resolve(path);
  const stats = await stat(file);
  if (stats.isDirectory()) throw new HttpError(400, `path '${path}' is a directory`);
  const headers = {
    'Content-Type': 'application/octet-stream',
    'Content-Disposition': `inline; filename*=UTF-8''${encodeURIComponent(basename(file))}`,
  };
  // Every fetch accepts gzip among others; only who asks for nothing else wants the work to be done.
  if (request.headers['accept-encoding'] === 'gzip') {
    response.writeHead(200, { ...headers, 'Content-Encoding': 'gzip' });
    await pipeline(createReadStream(file, { highWaterMark: chunkSize }), createGzip({ level: 1 }), response);
    return;
  }
  response.writeHead(200, { ...headers, 'Content-Length': stats.size });
  if (stats.size === 0) response.end();
  // A file that grows meanwhile must not send more than was announced.
  else await pipeline(createReadStream(file, { highWaterMark: chunkSize, end: stats.size - 1 }), response);
}

/** Takes files, `POST /files`: one as the body, with its path in the query, or several as parts of a form. */
export async function upload(
  request: IncomingMessage,
  response: ServerResponse,
  path: string | undefined,
  paths: SandboxPaths,
): Promise<void> {
  const zipped = request.headers['content-encoding'] === 'gzip';
  const body: Readable = zipped ? unzipped(request) : request;
  const boundary = boundaryIn(request.headers['content-type'] ?? '');
  const written: string[] = [];
  if (boundary === undefined) written.push(await writeFile(requiredPath(path), body, paths));
  else
    for await (const part of readForm(body as AsyncIterable<Buffer>, boundary)) {
      const content = Readable.from(part.content, { objectMode: false, highWaterMark: chunkSize });
      if (part.name === 'file')
        written.push(await writeFile(path ?? requiredPath(part.filename), content, paths)); // prettier-ignore
      else content.resume();
    }
  if (written.length === 0) throw new HttpError(400, 'the form has no part named "file"');
  sendJson(response, 200, await describe(written, metadataInHeaders(request.headers), paths));
}

// A failure on the way destroys what is read from, and is told there.
function unzipped(request: IncomingMessage): Readable {
  return connectStreams(request, createGunzip(), () => undefined);
}

function requiredPath(path: string | undefined): string {
  if (path === undefined || path === '') throw new HttpError(400, 'the path of the file is missing');
  return path;
}

async function writeFile(path: string, content: Readable, paths: SandboxPaths): Promise<string> {
  const file = await paths.resolve(path);
  const existing = await stat(file).catch(() => undefined);
  if (existing?.isDirectory() === true) throw new HttpError(400, `path is a directory: ${path}`);
  await mkdir(dirname(file), { recursive: true });
  await pipeline(content, createWriteStream(file, { highWaterMark: chunkSize }));
  return file;
}

function describe(
  files: readonly string[],
  metadata: Readonly<Record<string, string>>,
  paths: SandboxPaths,
): Promise<unknown[]> {
  const one = async (file: string): Promise<unknown> => {
    keepMetadata(await stat(file), metadata);
    return { name: basename(file), path: paths.shown(file), type: 'file', metadata };
  };
  return Promise.all(files.map(one));
}
