// `npm run bench [-- PART …]`: measures the claims on speed and memory, each beside a baseline of the same run.
// JSON on standard output, a table on standard error; the exit code is 1 when a limit is missed.
import { loadavg } from 'node:os';
import { builtPrograms } from '../support/build';
import { measureClaims } from './claims';
import { measureEditor } from './editor/measureEditor';
import { measureGuards } from './guards';
import { measureHandOver } from './handOver';
import { measureManyClaims } from './manyClaims';
import { measureMcp } from './mcp';
import type { Measurement } from './measure';
import { calibrateMerges } from './merge/calibrate';
import { measureCleanMerges } from './merge/clean';
import { measureRealMerges } from './merge/real';
import { measurePrograms } from './programs';
import { measureRadar } from './radar';
import { SharedScene } from './scene';
import { measureSemantics } from './semantics';
import { measureSnapshots } from './snapshots';
import { measureStore } from './store';
import { printTable } from './table';

type Part = (distDir: string, scene: SharedScene) => Promise<readonly Measurement[]>;

const parts: Readonly<Record<string, Part>> = {
  programs: measurePrograms,
  guards: measureGuards,
  claims: measureClaims,
  mcp: measureMcp,
  manyClaims: measureManyClaims,
  handOver: measureHandOver,
  radar: measureRadar,
  semantics: measureSemantics,
  store: measureStore,
  snapshots: measureSnapshots,
  editor: measureEditor,
  'merge:real': measureRealMerges,
  'merge:clean': measureCleanMerges,
};

/** Done only when they are named: they change the source. */
const onlyNamed: Readonly<Record<string, Part>> = { 'merge:calibrate': calibrateMerges };

async function main(names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !(name in parts) && !(name in onlyNamed));
  if (unknown !== undefined)
    throw new Error(
      `There is no part "${unknown}". Name any of: ${Object.keys({ ...parts, ...onlyNamed }).join(', ')}.`,
    );
  const distDir = await builtPrograms();
  await using scene = new SharedScene();
  const loadBefore = loadavg()[0];
  const measurements: Measurement[] = [];
  for (const [name, measure] of Object.entries({ ...parts, ...onlyNamed })) {
    if (names.length > 0 ? !names.includes(name) : name in onlyNamed) continue;
    console.error(`measuring: ${name}`);
    measurements.push(...(await measure(distDir, scene)));
  }
  const machine = { node: process.version, platform: process.platform, loadBefore, loadAfter: loadavg()[0] };
  printTable(measurements);
  process.stdout.write(`${JSON.stringify({ ...machine, measurements }, null, 2)}\n`);
  if (measurements.every(({ holds }) => holds)) process.exitCode = 0;
}

// The runner of the editor reports there; standard output is for the JSON alone.
console.log = console.error;

// Should everything that a part waits for end without an answer, Node ends silently: that is a failure too.
process.exitCode = 1;
main(process.argv.slice(2)).catch((error: unknown) => console.error(error));
