import type { Git } from './git';

/** Reads blobs by their ids; what is missing is left out. */
export async function readBlobs(git: Git, ids: readonly string[]): Promise<Map<string, Buffer>> {
  return readObjects(git, ids);
}

/** Reads objects by any names without line breaks, and returns them by their ids; what is missing is left out. */
export async function readObjects(git: Git, names: readonly string[]): Promise<Map<string, Buffer>> {
  if (names.length === 0) return new Map();
  const { stdout } = await git.runBytes(['cat-file', '--batch'], {
    input: names.map((name) => `${name}\n`).join(''),
  });
  return parseBatch(stdout);
}

// "<id> <type> <size>\n<content>\n", or "<name> missing\n".
function parseBatch(output: Buffer): Map<string, Buffer> {
  const objects = new Map<string, Buffer>();
  for (let at = 0; at < output.length;) {
    const end = output.indexOf(10, at);
    const line = output.toString('latin1', at, end);
    at = end + 1;
    if (line.endsWith(' missing')) continue;
    const [id = '', , size = ''] = line.split(' ');
    objects.set(id, output.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return objects;
}
