import { claudeCode, resumeCommand } from '../../core/agentResume';
import type { SessionView } from '../../protocol/snapshot';
import { isResumable } from '../../protocol/snapshot';
import type { CommandContext, CommandResult } from '../context';
import { withHost } from '../host';
import { table } from '../output/table';
import { printable } from '../output/text';
import { ago } from '../output/time';
import { claudeInSession } from './claude';
import { registerMs, tellAndWait } from './register';

/**
 * Starts the agent of a session again where it left off, in its own worktree, and returns the agent's exit code.
 * @param args go to Claude Code behind `--resume`.
 */
export async function resume(
  context: CommandContext,
  reference: string,
  args: readonly string[],
): Promise<number> {
  const { session, slot } = await withHost(context, async (host) => {
    const params = { session: reference, pid: process.pid, agent: claudeCode };
    const resumed = await host.call('resumeSession', params, { timeoutMs: registerMs });
    if (resumed.rebuiltFrom === null) return resumed;
    context.note(`parallel-cc: the worktree was made anew from ${printable(resumed.rebuiltFrom)}`);
    await tellAndWait(context, host, resumed);
    return resumed;
  });
  context.note(`parallel-cc: session ${session.name} goes on in ${printable(session.worktreePath)}`);
  const conversation = session.agentSessionId === null ? [] : ['--resume', session.agentSessionId];
  return claudeInSession(context, { session, slot }, [...conversation, ...args]);
}

/** Lists the sessions whose agents are not running, and how those go on that are not Claude Code's. JSON: `{ sessions: SessionView[] }`. */
export async function listResumable(context: CommandContext): Promise<CommandResult> {
  const { sessions } = await withHost(context, (host) =>
    host.call('getSnapshot', { fresh: false, allEnded: true }),
  );
  const resumable = sessions.filter(isResumable);
  if (resumable.length === 0)
    return { json: { sessions: [] }, text: 'Every agent is running: there is nothing to resume.' };
  const rows = resumable.map((session) => row(context, session));
  const hint = context.style.faint('Go on with: parallel-cc resume SESSION');
  return { json: { sessions: resumable }, text: [table(rows, context.columns), '', hint].join('\n') };
}

function row(context: CommandContext, session: SessionView): string[] {
  const { name, branch, endedAt, lastHeartbeat } = session;
  const when = endedAt === null ? `silent, ${ago(lastHeartbeat, context.now)}` : `ended ${ago(endedAt, context.now)}`; // prettier-ignore
  return [context.style.heading(name), when, printable(branch ?? ''), saying(session)]; // prettier-ignore
}

function saying({ agent, agentSessionId, prompt }: SessionView): string {
  const command = agent === claudeCode ? null : resumeCommand(agent, agentSessionId);
  const elsewhere = agent === claudeCode ? [] : [command === null ? `by its own agent, ${printable(agent)}` : `by: ${printable(command)}`]; // prettier-ignore
  return [...elsewhere, ...(prompt === null ? [] : [`“${printable(prompt)}”`])].join(' · ');
}
