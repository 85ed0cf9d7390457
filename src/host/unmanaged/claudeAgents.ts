import * as z from 'zod/mini';
import { askProgram } from '../../ipc/askProgram';

/** A conversation that Claude Code says is under way. */
export type ClaudeAgent = z.infer<typeof agentSchema>;

const agentSchema = z.object({
  pid: z.number(),
  cwd: z.string(),
  sessionId: z.string(),
});

const answerMs = 5000;

/** Asks Claude Code which of its conversations are under way; null where it is not there, or says something else. */
export async function claudeAgents(): Promise<ClaudeAgent[] | null> {
  const program = process.env['PARALLEL_CC_CLAUDE'] || 'claude';
  const { code, stdout } = await askProgram({ program, args: ['agents', '--json'], timeoutMs: answerMs });
  if (code !== 0) return null;
  try {
    const entries = z.array(z.unknown()).safeParse(JSON.parse(stdout));
    return entries.data?.flatMap((entry) => agentSchema.safeParse(entry).data ?? []) ?? null;
  } catch {
    return null;
  }
}
