import { createHash } from 'node:crypto';
import { access, chmod, constants, copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isolationMissing } from '../core/errors';
import type { RuntimeHome } from './control/runtimeHome';
import { bubblewrapIsolation, bubblewrapProblem } from './isolation/bubblewrap';
import { findCgroupPlace } from './isolation/cgroup';
import type { Isolation } from './isolation/isolation';
import { plainIsolation } from './isolation/plain';

/** The user that sandboxes of root run as: a number that no system gives to anybody. */
const rootsSandboxUser = 60_737;

/** The files that are made for `/etc` of sandboxes. */
const etcFiles: Readonly<Record<string, string>> = {
  passwd: 'root:x:0:0:root:/root:/usr/sbin/nologin\nuser:x:1000:1000:user:/home/user:/bin/bash\n',
  group: 'root:x:0:\nuser:x:1000:\n',
  hosts: '127.0.0.1 localhost sandbox\n::1 localhost\n',
  hostname: 'sandbox\n',
  'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files\n',
};

/**
 * Prepares the isolation of sandboxes.
 * @param envdProgram the built program that runs inside.
 * @param isolated false: the user wants plain processes.
 * @throws CoordinatorError `isolationMissing` when the system cannot isolate.
 */
export async function chooseIsolation(home: RuntimeHome, envdProgram: string, isolated: boolean): Promise<Isolation> {
  const program = await keepProgram(home, envdProgram);
  if (!isolated) return plainIsolation(program);
  if (process.platform !== 'linux') throw isolationMissing('this system has no bubblewrap');
  const setup = {
    view: { node: await reachableNode(home), envdProgram: program, etc: home.etc, etcFiles: Object.keys(etcFiles) },
    owner: process.getuid?.() === 0 ? rootsSandboxUser : null,
    cgroups: await findCgroupPlace(),
  };
  for (const [name, text] of Object.entries(etcFiles)) await writeFile(join(home.etc, name), text);
  const problem = await bubblewrapProblem(setup);
  if (problem !== null) throw isolationMissing(problem);
  return bubblewrapIsolation(setup);
} // prettier-ignore

// An update of the extension removes its files, while sandboxes that began before still need them.
async function keepProgram(home: RuntimeHome, program: string): Promise<string> {
  const content = await readFile(program);
  const name = `envd-${createHash('sha256').update(content).digest('hex').slice(0, 12)}.js`;
  return keepFile(program, join(home.programs, name));
}

// Root's sandboxes run as another user, which may not be able to reach root's Node.
async function reachableNode(home: RuntimeHome): Promise<string> {
  const own = process.execPath;
  if (process.getuid?.() !== 0 || own.startsWith('/usr/')) return own;
  return keepFile(own, join(home.programs, `node-${process.versions.node}`));
}

async function keepFile(from: string, to: string): Promise<string> {
  const there = await access(to, constants.R_OK).then(
    () => true,
    () => false,
  );
  if (there) return to;
  await mkdir(home(to), { recursive: true });
  const temporary = `${to}.${process.pid}.tmp`;
  await copyFile(from, temporary);
  await chmod(temporary, 0o755);
  await rename(temporary, to);
  return to;
}

function home(path: string): string {
  return join(path, '..');
}
