import * as z from 'zod';
import type { SessionView } from '../../protocol/snapshot';
import type { Tool } from '../tool';
import { readOnly } from '../tool';

const nothing = z.object({});

const sessionState = z.enum(['working', 'needsYou', 'idle', 'stale', 'done']);

const statusOutput = z.object({
  sessions: z.array(
    z.object({
      sessionId: z.string(),
      name: z.string(),
      agent: z.string(),
      state: sessionState,
      isMe: z.boolean(),
      worktreePath: z.string(),
      branch: z.nullable(z.string()),
      prompt: z.nullable(z.string()),
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
export const getParallelStatus: Tool<typeof nothing, typeof statusOutput> = {
  name: 'get_parallel_status',
  title: 'Who is at work',
  description:
    'Lists the agent sessions of this repository: where each works, on what, and what it has claimed.',
  input: nothing,
  output: statusOutput,
  annotations: readOnly,
  async run(_, desk) {
    const snapshot = await desk.snapshot();
    const me = desk.sessionIn(snapshot);
    const live = snapshot.sessions.filter((session) => session.state !== 'done');
    const sessions = live.map((session) => ({
      sessionId: session.id,
      name: session.name,
      agent: session.agent,
      state: session.state,
      isMe: session.id === me?.id,
      worktreePath: session.worktreePath,
      branch: session.branch,
      prompt: session.prompt,
      changedFiles: session.changedFiles,
      claims: snapshot.claims.filter((claim) => claim.sessionId === session.id).map((claim) => claim.label),
      conflicts: session.conflictCount,
    }));
    const text = live.map((session) => sessionLine(session, session.id === me?.id)).join('\n');
    return { data: { sessions, totalSessions: live.length }, text: text || 'No agent is at work.' };
  },
};

const mySessionOutput = z.object({
  sessionId: z.string(),
  name: z.string(),
  worktreePath: z.string(),
  worktreeName: z.string(),
  branch: z.nullable(z.string()),
  targetBranch: z.nullable(z.string()),
  baseCommit: z.string(),
  state: sessionState,
  startedAt: z.string().describe('ISO 8601, in UTC'),
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
  async run(_, desk) {
    const snapshot = await desk.snapshot();
    const me = desk.requireSession(snapshot);
    const others = snapshot.sessions.filter((session) => session.state !== 'done' && session.id !== me.id);
    const claims = snapshot.claims.filter((claim) => claim.sessionId === me.id).map((claim) => claim.label);
    const data = {
      sessionId: me.id,
      name: me.name,
      worktreePath: me.worktreePath,
      worktreeName: me.worktreeName,
      branch: me.branch,
      targetBranch: me.targetBranch,
      baseCommit: me.baseCommit,
      state: me.state,
      startedAt: new Date(me.createdAt).toISOString(),
      claims,
      conflicts: me.conflictCount,
      parallelSessions: others.length,
    };
    return { data, text: `${sessionLine(me, true)}; ${others.length} other session(s) at work` };
  },
};

function sessionLine(session: SessionView, isMe: boolean): string {
  const prompt = session.prompt === null ? '' : `: ${session.prompt.slice(0, 120)}`;
  const branch = session.branch ?? 'a detached HEAD';
  return `${session.name}${isMe ? ' (you)' : ''}, ${session.state}, in ${session.worktreePath} on ${branch}${prompt}`;
}
