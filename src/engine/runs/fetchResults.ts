import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { RunCommits } from '../../core/run';
import { resultsUnusable } from '../../core/errors';
import type { Git } from '../git/git';
import type { Sandbox } from '../sandbox/sandboxService';
import { collectScript } from './repositoryScripts';
import type { RunFiles } from './runFiles';
import { inside, scriptLine } from './sandboxLayout';

/** How long packing the results may take, in milliseconds. */
const collectMs = 600_000;

/** The refs of ours that keep what a run has brought home. */
export function runRefs(sessionId: string): RunCommits {
  const folder = `refs/parallel-cc/runs/${sessionId}`;
  return { head: `${folder}/head`, work: `${folder}/work` };
}

/**
 * Fetches what an agent has done since `known` into the repository, under refs of ours; branches and worktrees stay as they
 * are. It comes as a bundle, so nothing of the sandbox's configuration or hooks can come with it.
 * @param git quiet, see `quietGit`.
 * @throws CoordinatorError `resultsUnusable`, `sandboxGone`, `sandboxUnavailable`.
 */
export async function fetchResults(
  git: Git,
  sandbox: Sandbox,
  { sessionId, known, files }: { readonly sessionId: string; readonly known: readonly string[]; readonly files: RunFiles },
): Promise<RunCommits> {
  await sandbox.write(inside.collect, collectScript);
  const packed = await sandbox.run(scriptLine(inside.collect, ...known), collectMs);
  const [, head, work] = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64})$/.exec(packed.stdout.trim()) ?? [];
  if (packed.code !== 0 || head === undefined || work === undefined)
    throw resultsUnusable(`its repository is damaged (${packed.stderr.trim().split('\n').at(-1) ?? ''})`);
  const commits = { head, work };
  // What is known at home is not in the bundle, not even by name.
  if (!(await hasAll(git, commits))) await fetchBundle(git, sandbox, sessionId, files);
  if (!(await hasAll(git, commits))) throw resultsUnusable('they are not all there');
  await keep(git, sessionId, commits);
  return commits;
} // prettier-ignore

async function fetchBundle(git: Git, sandbox: Sandbox, sessionId: string, files: RunFiles): Promise<void> {
  await pipeline(await sandbox.read(inside.bundle), createWriteStream(files.bundle, { mode: 0o600 }));
  const args = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-auto-maintenance'];
  const spec = `+refs/parallel-cc/work:${runRefs(sessionId).work}`;
  const fetched = await git.run([...args, files.bundle, spec], { okCodes: [0, 1, 128] });
  if (fetched.code === 0) return;
  const { size } = await stat(files.bundle);
  throw resultsUnusable(`git does not take them (${size} bytes: ${fetched.stderr.trim().split('\n')[0] ?? ''})`);
} // prettier-ignore

async function hasAll(git: Git, { head, work }: RunCommits): Promise<boolean> {
  const answers = await Promise.all([head, work].map((id) => git.run(['cat-file', '-e', `${id}^{tree}`], { okCodes: [0, 1, 128] }))); // prettier-ignore
  return answers.every(({ code }) => code === 0);
}

async function keep(git: Git, sessionId: string, { head, work }: RunCommits): Promise<void> {
  const refs = runRefs(sessionId);
  await git.run(['update-ref', refs.head, head]);
  await git.run(['update-ref', refs.work, work]);
}
