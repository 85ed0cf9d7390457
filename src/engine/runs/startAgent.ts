import { readFile } from 'node:fs/promises';
import { byteSize } from '../../core/byteSize';
import { sandboxUnavailable } from '../../core/errors';
import type { Run } from '../../core/run';
import type { Session } from '../../core/session';
import type { Git } from '../git/git';
import type { Sandbox } from '../sandbox/sandboxService';
import type { AgentEntry } from './agentAccess';
import type { RunFiles } from './runFiles';
import { agentScript, inside, scriptLine, startScript } from './sandboxLayout';
import { sendRepository } from './sendRepository';

/** What an agent is started with. */
export interface Starting {
  readonly run: Run;
  readonly session: Session;
  readonly files: RunFiles;
  readonly entry: AgentEntry;
  readonly signal: AbortSignal;
  /** Told in a sentence what is being done. */
  readonly onProgress: (doing: string) => Promise<unknown>;
}

/**
 * Fills a sandbox and starts the agent in it, in a session of its own that depends on nobody outside. Where that was done
 * before it does nothing.
 * @param git in the session's worktree.
 */
export async function startAgent(git: Git, sandbox: Sandbox, starting: Starting): Promise<void> {
  const { run, session, files, entry, signal, onProgress } = starting;
  let told: Promise<unknown> = Promise.resolve();
  const onSent = (sent: number, all: number): void => {
    told = onProgress(`The repository is being sent: ${byteSize(sent)} of ${byteSize(all)}.`);
  };
  const branch = session.branch ?? session.name;
  await sendRepository(git, sandbox, { commit: run.baseCommit, branch, files, onProgress: onSent, signal });
  await told;
  await sandbox.write(inside.prompt, await readFile(files.prompt));
  for (const [path, content] of Object.entries(entry.files)) await sandbox.write(path, content);
  await sandbox.write(inside.agent, agentScript(run.command, entry.env));
  await sandbox.write(inside.start, startScript);
  const started = await sandbox.run(scriptLine(inside.start));
  if (started.code !== 0) throw sandboxUnavailable(sandbox.id, `the agent could not be started in it (${started.stderr.trim()})`); // prettier-ignore
}
