import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';

/**
 * Copies all that is in a folder into another: links as links, modes and times as they are, and on file systems that can,
 * without taking space twice.
 */
export async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const how = process.platform === 'linux' ? ['-a', '--reflink=auto'] : ['-a'];
  await runTool('cp', [...how, '--', `${from}/.`, to]);
}

/** Gives all that is in a folder to a user. Links are not followed. */
export async function giveTo(owner: number | null, folder: string): Promise<void> {
  if (owner !== null) await runTool('chown', ['-hR', `${owner}:${owner}`, '--', folder]);
}

/** Measures what folders take on the disk, in bytes. What goes away meanwhile is not counted. */
export async function diskUse(folders: readonly string[]): Promise<number> {
  const text = await runTool('du', ['-skx', '--', ...folders], true);
  const lines = text.split('\n').map((line) => Number(/^\d+/.exec(line)?.[0] ?? 0));
  return lines.reduce((sum, kib) => sum + kib, 0) * 1024;
}

async function runTool(program: string, args: readonly string[], mayFail = false): Promise<string> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let problem = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (problem += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0 && !mayFail) throw new Error(`${program} failed: ${problem.trim().slice(0, 2000)}`);
  return output;
}
