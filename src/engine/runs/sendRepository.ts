import { open, stat } from 'node:fs/promises';
import { sandboxUnavailable } from '../../core/errors';
import type { Git } from '../git/git';
import { pathExists } from '../pathExists';
import type { Sandbox } from '../sandbox/sandboxService';
import { keptHome } from './keptHome';
import { packCommit } from './packCommit';
import { prepareScript } from './repositoryScripts';
import type { RunFiles } from './runFiles';
import { inside, scriptLine } from './sandboxLayout';

/** A part of what is sent: one that has arrived is not sent again. */
const partBytes = 16 * 1024 * 1024;
/** How long unpacking may take, in milliseconds. */
const prepareMs = 600_000;

/** What is sent, and how far that is. */
export interface Sending {
  readonly commit: string;
  readonly branch: string;
  readonly files: RunFiles;
  /** Told how much has arrived, in bytes. */
  readonly onProgress: (sent: number, all: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Makes the repository in a sandbox: one commit, checked out on a branch. It can be done again after it was cut short, and
 * then sends only what has not arrived; once done, it does nothing.
 * @param git in the session's worktree.
 * @returns the files that stay at home.
 */
export async function sendRepository(git: Git, sandbox: Sandbox, sending: Sending): Promise<string[]> {
  const { commit, branch, files } = sending;
  const kept = await keptHome(git, commit);
  if ((await sandbox.run(`test -e ${inside.run}/ready`)).code === 0) return kept;
  if (!(await pathExists(files.pack))) await packCommit(git, commit, kept, files.pack);
  await sendParts(sandbox, sending);
  const author = { name: await configured(git, 'user.name', 'parallel-cc'), email: await configured(git, 'user.email', 'parallel-cc@localhost') }; // prettier-ignore
  await sandbox.write(`${inside.upload}/kept`, kept.map((path) => `${path}\0`).join(''));
  await sandbox.write(inside.prepare, prepareScript({ branch, commit, author, keptHome: kept.length }));
  const prepared = await sandbox.run(scriptLine(inside.prepare), prepareMs);
  if (prepared.code !== 0) throw sandboxUnavailable(sandbox.id, `the repository could not be made in it (${lastLine(prepared.stderr)})`); // prettier-ignore
  return kept;
}

async function sendParts(sandbox: Sandbox, { files, onProgress, signal }: Sending): Promise<void> {
  const { size } = await stat(files.pack);
  const arrived = await arrivedParts(sandbox);
  const pack = await open(files.pack, 'r');
  try {
    for (let offset = 0, part = 0; offset < size; offset += partBytes, part++) {
      signal.throwIfAborted();
      const name = `pack.${String(part).padStart(5, '0')}`;
      const length = Math.min(partBytes, size - offset);
      if (arrived.get(name) !== length) {
        const { buffer } = await pack.read(Buffer.alloc(length), 0, length, offset);
        await sandbox.write(`${inside.upload}/${name}`, buffer);
      }
      onProgress(offset + length, size);
    }
  } finally {
    await pack.close();
  }
}

async function arrivedParts(sandbox: Sandbox): Promise<ReadonlyMap<string, number>> {
  const { stdout } = await sandbox.run(`cd ${inside.upload} 2>/dev/null && wc -c pack.* 2>/dev/null; true`);
  const lines = stdout.split('\n').map((line) => /^\s*(\d+) (pack\.\d+)$/.exec(line));
  return new Map(lines.flatMap((found) => (found === null ? [] : [[found[2] ?? '', Number(found[1])] as const]))); // prettier-ignore
}

async function configured(git: Git, key: string, otherwise: string): Promise<string> {
  const found = await git.run(['config', '--get', key], { okCodes: [0, 1] });
  const value = found.stdout.trim();
  return value === '' ? otherwise : value;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
