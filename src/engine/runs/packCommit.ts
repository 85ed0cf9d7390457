import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import type { Git } from '../git/git';

/**
 * Writes one commit with all of its files into a pack, without its history and without what stays at home.
 * @param keptHome paths that are left out.
 * @param file where the pack goes.
 */
export async function packCommit(
  git: Git,
  commit: string,
  keptHome: readonly string[],
  file: string,
): Promise<void> {
  const [root, listed] = await Promise.all([
    git.text(['rev-parse', '--verify', `${commit}^{tree}`]),
    git.run(['ls-tree', '-r', '-t', '-z', '--full-tree', commit]),
  ]);
  const ids = objectsOf(listed.stdout, new Set(keptHome));
  // Looking for better deltas takes far longer than sending what there is.
  const args = ['-c', 'pack.compression=1', 'pack-objects', '--stdout', '--window=0', '--quiet'];
  // Only a whole pack bears the name: one that was cut short is made again.
  const output = createWriteStream(`${file}.part`, { mode: 0o600 });
  const written = finished(output);
  await Promise.all([git.run(args, { input: `${[commit, root, ...ids].join('\n')}\n`, output }), written]);
  await rename(`${file}.part`, file);
}

// What a file that stays at home has in common with one that does not is sent for the other.
function objectsOf(listing: string, keptHome: ReadonlySet<string>): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const entry of listing.split('\0')) {
    const [meta = '', path = ''] = entry.split('\t', 2);
    const [, type, id] = meta.split(' ');
    if (id === undefined || type === 'commit' || keptHome.has(path)) continue;
    ids.add(id);
  }
  return ids;
}
