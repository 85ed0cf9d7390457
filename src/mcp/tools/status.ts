import * as z from 'zod';
import type { SessionView, Snapshot } from '../../protocol/snapshot';
import type { Tool } from '../tool';
import { readOnly } from '../tool';
import { isoTime, sessionState } from './shared';

const statusInput = z.object({
  repo_path: z.string().max(4096).optional().describe('A path in this repository; it serves no other'),
});

const statusOutput = z.object({
  sessions: z.array(
    z.object({
      sessionId: z.string(),
      name: z.string(),
      agent: z.string(),
      state: sessionState,
      isMe: z.boolean(),
      pid: z.nullable(z.number()),
      isAlive: z.nullable(z.boolean()).describe('Whether its process runs; null: not known'),
      worktreePath: z.string(),
      worktreeName: z.string(),
      isMainRepo: z.boolean(),
      branch: z.nullable(z.string()),
      prompt: z.nullable(z.string()),
      durationMinutes: z.number(),
      changedFiles: z
        .nullable(z.number())
        .describe('Files that differ from where the session started; null: not known yet'),
      claims: z.array(z.string()).describe('Files that it has claimed'),
      conflicts: z.number().describe('Files that would conflict with the work of others'),
    }),
  ),
  totalSessions: z.number(),
});

/** Tells who is at work in the repository. */
export const getParallelStatus: Tool<typeof statusInput, typeof statusOutput> = {
  name: 'get_parallel_status',
  title: 'Who is at work',
  description:
    'Lists the agent sessions of this repository, in all its worktrees: where each works, on what, and what it has claimed.',
  input: statusInput,
  output: statusOutput,
  annotations: readOnly,
  async run({ repo_path: repoPath }, { desk }) {
    desk.requireThisRepository(repoPath);
    const snapshot = await desk.snapshot();
    const me = desk.sessionIn(snapshot)?.id;
    const live = snapshot.sessions.filter((session) => session.state !== 'done');
    const sessions = live.map((session) => describeSession(snapshot, session, me));
    const text = live.map((session) => sessionLine(session, session.id === me)).join('\n');
    return { data: { sessions, totalSessions: live.length }, text: text || 'No agent is at work.' };
  },
};

const nothing = z.object({});

const mySessionOutput = z.object({
  sessionId: z.string(),
  name: z.string(),
  worktreePath: z.string(),
  worktreeName: z.string(),
  isMainRepo: z.boolean(),
  branch: z.nullable(z.string()),
  targetBranch: z.nullable(z.string()),
  baseCommit: z.string(),
  state: sessionState,
  startedAt: isoTime,
  claims: z.array(z.string()),
  conflicts: z.number(),
  parallelSessions: z.number().describe('How many other sessions are at work'),
});

/** Tells an agent which session it is. */
export const getMySession: Tool<typeof nothing, typeof mySessionOutput> = {
  name: 'get_my_session',
  title: 'My session',
  description:
    'Tells which session you are, where you work, what you have claimed and how many others are at work.',
  input: nothing,
  output: mySessionOutput,
  annotations: readOnly,
  async run(_, { desk }) {
    const snapshot = await desk.snapshot();
    const me = desk.requireSession(snapshot);
    const others = snapshot.sessions.filter((session) => session.state !== 'done' && session.id !== me.id);
    const data = {
      sessionId: me.id,
      name: me.name,
      worktreePath: me.worktreePath,
      worktreeName: me.worktreeName,
      isMainRepo: me.worktreePath === snapshot.repository.root,
      branch: me.branch,
      targetBranch: me.targetBranch,
      baseCommit: me.baseCommit,
      state: me.state,
      startedAt: new Date(me.createdAt).toISOString(),
      claims: claimsOf(snapshot, me),
      conflicts: me.conflictCount,
      parallelSessions: others.length,
    };
    return { data, text: `${sessionLine(me, true)}; ${others.length} other session(s) at work` };
  },
};

/** A session in a line. */
export function sessionLine(session: SessionView, isMe: boolean): string {
  const prompt = session.prompt === null ? '' : `: ${session.prompt.slice(0, 120)}`;
  const branch = session.branch ?? 'a detached HEAD';
  return `${session.name}${isMe ? ' (you)' : ''}, ${session.state}, in ${session.worktreePath} on ${branch}${prompt}`;
}

function describeSession(
  snapshot: Snapshot,
  session: SessionView,
  me: string | undefined,
): z.input<typeof statusOutput>['sessions'][number] {
  return {
    sessionId: session.id,
    name: session.name,
    agent: session.agent,
    state: session.state,
    isMe: session.id === me,
    pid: session.process?.pid ?? null,
    isAlive: session.alive,
    worktreePath: session.worktreePath,
    worktreeName: session.worktreeName,
    isMainRepo: session.worktreePath === snapshot.repository.root,
    branch: session.branch,
    prompt: session.prompt,
    durationMinutes: Math.max(0, Math.floor((Date.now() - session.createdAt) / 60_000)),
    changedFiles: session.changedFiles,
    claims: claimsOf(snapshot, session),
    conflicts: session.conflictCount,
  };
}

function claimsOf({ claims }: Snapshot, { id }: SessionView): string[] {
  return claims.filter((claim) => claim.sessionId === id).map((claim) => claim.label);
}
