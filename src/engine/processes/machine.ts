import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import type { Machine } from '../../core/machine';

const run = promisify(execFile);

let known: Promise<Machine> | undefined;

/** Tells which machine or container this process runs on. */
export function thisMachine(): Promise<Machine> {
  known ??= describe();
  return known;
}

async function describe(): Promise<Machine> {
  const name = hostname();
  if (process.platform === 'linux') return linuxMachine(name);
  if (process.platform === 'darwin') return mac(name);
  if (process.platform === 'win32') return windowsMachine(name);
  return { name, id: name, bootId: null, pidNamespace: null };
}

// The host name of a Mac changes with its network; that of its hardware does not.
async function mac(name: string): Promise<Machine> {
  const uuid = await output('ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice'], /"IOPlatformUUID" = "(.+?)"/);
  const bootId = await output('sysctl', ['-n', 'kern.bootsessionuuid'], /^(\S+)$/m);
  return { name, id: uuid ?? name, bootId, pidNamespace: null };
}

async function windowsMachine(name: string): Promise<Machine> {
  const key = 'HKLM\\SOFTWARE\\Microsoft\\Cryptography';
  const guid = await output('reg', ['query', key, '/v', 'MachineGuid'], /MachineGuid\s+REG_SZ\s+(\S+)/);
  return { name, id: [guid ?? '', name].join('/'), bootId: null, pidNamespace: null };
}

// Copies of a virtual machine may share the machine id, and containers of an image too: the names tell those apart.
async function linuxMachine(name: string): Promise<Machine> {
  const [machineId, bootId, mounts, pidNamespace] = await Promise.all([
    firstLine('/etc/machine-id'),
    firstLine('/proc/sys/kernel/random/boot_id'),
    readFile('/proc/self/mountinfo', 'utf8').catch(() => ''),
    readlink('/proc/self/ns/pid').catch(() => null),
  ]);
  const container = /\/([0-9a-f]{64})\/\S*hostname \/etc\/hostname /.exec(mounts)?.[1];
  return { name, id: [machineId ?? '', container ?? '', name].join('/'), bootId, pidNamespace };
}

async function firstLine(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n')[0]?.trim() || null;
}

async function output(program: string, args: readonly string[], wanted: RegExp): Promise<string | null> {
  try {
    const { stdout } = await run(program, [...args], { windowsHide: true, timeout: 5000 });
    return wanted.exec(stdout)?.[1] ?? null;
  } catch {
    return null;
  }
}
