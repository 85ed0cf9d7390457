import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { builtPrograms } from '../support/build';

/** The programs that the rounds run, in a folder of their own beside the product's, which clients start hosts of. */
export interface CrashPrograms extends AsyncDisposable {
  readonly host: string;
  readonly client: string;
}

/** Bundles the programs. */
export async function bundlePrograms(): Promise<CrashPrograms> {
  const dist = await builtPrograms();
  const folder = await mkdtemp(join(tmpdir(), 'parallel-cc-crash-programs-'));
  await build({
    entryPoints: [join(import.meta.dirname, 'crashingHost.ts'), join(import.meta.dirname, 'crashClient.ts')],
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node20.12',
    format: 'cjs',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  const needed = (await readdir(dist)).filter((file) => /\.(js|wasm)$/.test(file));
  for (const file of needed) await copyFile(join(dist, file), join(folder, file));
  return {
    host: join(folder, 'crashingHost.js'),
    client: join(folder, 'crashClient.js'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
