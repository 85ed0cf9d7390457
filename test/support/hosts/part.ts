// Installs one part: all of it or nothing, once per pinned version.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import spawn from 'cross-spawn';
import type { PartName } from './places';
import { partFolder } from './places';

/** Something to install: npm packages at exact versions, and what is left to do once they are in `folder`. */
export interface Part {
  readonly name: PartName;
  readonly packages: Readonly<Record<string, string>>;
  /** A file of the finished part, relative to its folder; the part counts as missing without it. */
  readonly proof: (folder: string) => string;
  /** Where the part can run; everywhere by default. */
  readonly platforms?: readonly NodeJS.Platform[];
  readonly finish?: (folder: string, progress: Progress) => Promise<void>;
}

/** Tells the person who waits what has just been done. */
export type Progress = (message: string) => void;

/** Installs a part into its folder; does nothing when the same versions are there, and replaces an unfinished or older one. */
export async function installPart(part: Part, progress: Progress): Promise<void> {
  const folder = partFolder(part.name);
  if (await isInstalled(part)) {
    progress(`${part.name} is installed already (${describe(part)})`);
    return;
  }
  if (part.platforms?.includes(process.platform) === false) {
    throw new Error(`It runs on ${part.platforms.join(' and ')} only; this machine is ${process.platform}.`);
  }
  // Built beside its place and moved there at the end: a folder with the right name is always whole.
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  progress(`${part.name}: installing ${describe(part)}`);
  const manifest = { private: true, dependencies: part.packages };
  await writeFile(join(unfinished, 'package.json'), JSON.stringify(manifest));
  await npm(unfinished, ['install', '--ignore-scripts']);
  progress(`${part.name}: packages are in place`);
  await part.finish?.(unfinished, progress);
  await writeFile(join(unfinished, stampName), stampOf(part));
  await rm(folder, { recursive: true, force: true });
  await rename(unfinished, folder);
  progress(`${part.name} is ready`);
}

/** Tells whether exactly the pinned versions of a part are in its folder. */
export async function isInstalled(part: Part): Promise<boolean> {
  const folder = partFolder(part.name);
  const stamp = await readFile(join(folder, stampName), 'utf8').catch(() => undefined);
  return stamp === stampOf(part) && existsSync(part.proof(folder));
}

/** Runs npm in `folder`, apart from the npm run this process may be part of. */
export async function npm(
  folder: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  await runStep('npm', [...args, ...quiet], { cwd: folder, env: { ...outerEnvironment(), ...env } });
}

/** Runs one program of an installation; rejects with the last of what it printed when it fails. */
export function runStep(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => (output += String(chunk)));
    const step = `"${[command, ...args].join(' ')}"`;
    child.once('error', (error) =>
      reject(new Error(`${step} could not start: ${error.message}`, { cause: error })),
    );
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${step} failed with code ${code}:\n${output.slice(-4_000)}`));
    });
  });
}

const stampName = '.installed.json';

function stampOf(part: Part): string {
  return JSON.stringify(part.packages);
}

function describe(part: Part): string {
  return Object.entries(part.packages)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}

/** Without what `npm run` tells its scripts: it would make the inner npm work on the outer project. */
function outerEnvironment(): NodeJS.ProcessEnv {
  const inner = /^npm_(?!config_)|^npm_config_(local_prefix|workspace|ignore_scripts|nodedir)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !inner.test(name)));
}
