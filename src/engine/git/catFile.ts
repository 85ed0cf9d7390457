import type { Git } from './git';

/** Reads blobs by their ids; what is missing is left out. */
export async function readBlobs(git: Git, ids: readonly string[]): Promise<Map<string, Buffer>> {
  if (ids.length === 0) return new Map();
  const { stdout } = await git.runBytes(['cat-file', '--batch'], {
    input: ids.map((id) => `${id}\n`).join(''),
  });
  return parseBatch(stdout);
}

// "<id> <type> <size>\n<content>\n", or "<id> missing\n".
function parseBatch(output: Buffer): Map<string, Buffer> {
  const blobs = new Map<string, Buffer>();
  for (let at = 0; at < output.length;) {
    const end = output.indexOf(10, at);
    const [id = '', type = '', size] = output.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (type === 'missing' || size === undefined) continue;
    blobs.set(id, output.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return blobs;
}
