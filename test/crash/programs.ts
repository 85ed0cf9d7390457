import { copyFile, mkdtemp, rm } from 'node:fs/promises';
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
    format: 'cjs',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  for (const file of ['cli.js', 'host.js', 'radarWorker.js', 'syntaxWorker.js', 'watchWorker.js', 'sql-wasm.wasm'])
    await copyFile(join(dist, file), join(folder, file));
  return {
    host: join(folder, 'crashingHost.js'),
    client: join(folder, 'crashClient.js'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
