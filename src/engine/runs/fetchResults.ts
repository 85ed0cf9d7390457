import { createReadStream, createWriteStream } from 'node:fs';
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
 * Takes what an agent has done since `known` into the repository, under refs of ours; branches and worktrees stay as they are.
 * It comes as a pack, so that nothing of the sandbox's settings or hooks comes with it, and nothing of a pack is taken that has
 * an object that could do harm: a file in a git folder, a path that leads out.
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
    throw resultsUnusable(`its repository is damaged (${lastLine(packed.stderr)})`);
  const commits = { head, work };
  if (!(await hasAll(git, commits))) await takePack(git, sandbox, files);
  const linked = await git.run(['rev-list', '--objects', '--quiet', head, work, '--not', ...known], { okCodes: [0, 1, 128] });
  if (linked.code !== 0) throw resultsUnusable('they are not all there');
  await keep(git, sessionId, commits);
  return commits;
} // prettier-ignore

async function takePack(git: Git, sandbox: Sandbox, files: RunFiles): Promise<void> {
  await pipeline(await sandbox.read(inside.results), createWriteStream(files.results, { mode: 0o600 }));
  const input = createReadStream(files.results) as AsyncIterable<Uint8Array>;
  const taken = await git.run(['index-pack', '--strict', '--fix-thin', '--stdin'], { input, okCodes: [0, 1, 128] }); // prettier-ignore
  if (taken.code !== 0) throw resultsUnusable(`git does not take them (${lastLine(taken.stderr)})`);
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

async function hasAll(git: Git, { head, work }: RunCommits): Promise<boolean> {
  const answers = await Promise.all([head, work].map((id) => git.run(['cat-file', '-e', `${id}^{tree}`], { okCodes: [0, 1, 128] }))); // prettier-ignore
  return answers.every(({ code }) => code === 0);
}

async function keep(git: Git, sessionId: string, { head, work }: RunCommits): Promise<void> {
  const refs = runRefs(sessionId);
  await git.run(['update-ref', refs.head, head]);
  await git.run(['update-ref', refs.work, work]);
}
