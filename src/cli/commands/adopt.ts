import { randomUUID } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { invalidInput } from '../../core/errors';
import type { UnmanagedAgent } from '../../core/unmanagedAgent';
import type { CommandContext, CommandResult } from '../context';
import { withHost } from '../host';
import { table } from '../output/table';
import { printable } from '../output/text';
import { ago } from '../output/time';

/** The options of `adopt`. */
export interface AdoptOptions {
  readonly name?: string;
}

/**
 * Makes a session of an agent that was started by hand, or of a worktree of another tool; without one it lists them.
 * JSON: `RegisterResult`, or `{ agents: UnmanagedAgent[] }`.
 */
export async function adopt(
  context: CommandContext,
  which: string | undefined,
  { name }: AdoptOptions,
): Promise<CommandResult> {
  return withHost(context, async (host) => {
    const { agents } = await host.call('listUnmanaged', {});
    if (which === undefined) return list(agents, context);
    const { agent, agentSessionId, pid, prompt, worktreePath } = choose(agents, which, context);
    const known = { agent: agent === 'unknown' ? 'other' : agent, agentSessionId, pid, prompt };
    const wish = { ...known, cwd: worktreePath, name: name ?? null, worktree: 'here', base: null } as const;
    const result = await host.call('registerSession', { requestId: randomUUID(), ...wish });
    const text = `Session "${printable(result.session.name)}" in ${printable(result.session.worktreePath)} is watched from now on. Its agent is not asked before it writes: for that, install the hooks (parallel-cc install --hooks, with --client for agents other than Claude Code) and start it anew.`;
    return { json: result, text };
  });
}

function list(agents: readonly UnmanagedAgent[], { now }: CommandContext): CommandResult {
  const rows = agents.map(({ id, agent, pid, worktreePath, prompt, seenAt }) => [
    agent === 'unknown' ? basename(worktreePath) : id.slice(0, 8),
    agent === 'unknown' ? 'a worktree' : `claude${pid === null ? '' : `, pid ${pid}`}`,
    printable(worktreePath),
    seenAt === null ? '' : ago(seenAt, now),
    prompt === null ? '' : `"${printable(prompt.slice(0, 60))}"`,
  ]);
  const none = 'Every agent that was found is a session, and so is every worktree.';
  return {
    json: { agents },
    text: rows.length === 0 ? none : `${table(rows)}\nAdopt one: parallel-cc adopt NAME`,
  };
}

// By its id or a beginning of it, by its process, or by its worktree.
function choose(agents: readonly UnmanagedAgent[], which: string, { cwd }: CommandContext): UnmanagedAgent {
  const place = resolve(cwd, which);
  const found = agents.filter(
    ({ id, pid, worktreePath }) =>
      id === which ||
      String(pid) === which ||
      worktreePath === place ||
      basename(worktreePath) === which ||
      (which.length >= 4 && id.startsWith(which)),
  );
  if (found.length === 1 && found[0] !== undefined) return found[0];
  const why = found.length === 0 ? 'there is no such agent or worktree' : `${found.length} are meant by that`;
  throw invalidInput(`"${which}"`, why, 'List them with: parallel-cc adopt');
}
