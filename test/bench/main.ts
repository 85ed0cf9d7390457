// `npm run bench`: measures the claims on speed and prints them as JSON, each with its baseline of the same run.
import { builtPrograms } from '../support/build';
import type { Measurement } from './measure';
import { measurePrograms } from './programs';
import { measureRadar } from './radar';
import { measureSnapshots } from './snapshots';
import { measureStore } from './store';

async function main(): Promise<void> {
  const distDir = await builtPrograms();
  const measurements: Measurement[] = [
    ...(await measurePrograms(distDir)),
    ...(await measureRadar(distDir)),
    ...(await measureStore()),
    ...(await measureSnapshots()),
  ];
  console.log(JSON.stringify({ node: process.version, platform: process.platform, measurements }, null, 2));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
