// The extensions that are compared, unpacked: ours, and one that does nothing.
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

/** The ids of the two. */
export const ids = { ours: 'parallel-cc.parallel-cc', empty: 'bench.empty' } as const;

/** Unpacks both into a folder. Neither becomes active by itself, so that the probe can time it in a host at rest. */
export async function unpackExtensions(
  folder: string,
  distDir: string,
): Promise<{ readonly ours: string; readonly empty: string }> {
  const ours = join(folder, 'ours');
  await cp(distDir, join(ours, 'dist'), { recursive: true, filter: (path) => !path.endsWith('.map') });
  await cp(join(root, 'media'), join(ours, 'media'), { recursive: true });
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as object;
  await writeFile(join(ours, 'package.json'), JSON.stringify({ ...manifest, activationEvents: [] }));
  const empty = join(folder, 'empty');
  await mkdir(empty);
  const emptyManifest = { publisher: 'bench', name: 'empty', version: '1.0.0', engines: { vscode: '^1.100.0' }, main: 'main.js' }; // prettier-ignore
  await writeFile(join(empty, 'package.json'), JSON.stringify({ ...emptyManifest, activationEvents: [] }));
  await writeFile(join(empty, 'main.js'), 'exports.activate = () => undefined;\n');
  return { ours, empty };
}
