import { open, readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import * as z from 'zod/mini';

/** A conversation of Claude Code, as its transcript tells. */
export interface Transcript {
  readonly agentSessionId: string;
  readonly prompt: string | null;
  /** When it was last written, in milliseconds since the Unix epoch. */
  readonly writtenAt: number;
}

/** How much of a transcript is read for its first prompt, in bytes. */
const readBytes = 64 * 1024;

/** Finds the transcripts of conversations in a folder that were written to since a time. */
export async function recentTranscripts(cwd: string, since: number): Promise<Transcript[]> {
  const folder = join(configFolder(), 'projects', cwd.replace(/[^a-zA-Z0-9]/g, '-'));
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith('.jsonl')).map((name) => join(folder, name));
  return (await Promise.all(files.map((file) => readTranscript(file, since)))).filter((one) => one !== null);
}

/** Where Claude Code keeps its files. */
export function configFolder(): string {
  return process.env['CLAUDE_CONFIG_DIR'] || join(homedir(), '.claude');
}

async function readTranscript(file: string, since: number): Promise<Transcript | null> {
  const writtenAt = await stat(file).then(({ mtimeMs }) => mtimeMs).catch(() => 0); // prettier-ignore
  if (writtenAt < since) return null;
  const lines = (await readHead(file)).split('\n').map(parseLine);
  return { agentSessionId: basename(file, '.jsonl'), prompt: lines.find((line) => line !== null) ?? null, writtenAt }; // prettier-ignore
}

async function readHead(file: string): Promise<string> {
  try {
    await using handle = await open(file);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(readBytes), 0, readBytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return '';
  }
}

const promptSchema = z.object({
  type: z.literal('user'),
  message: z.object({ content: z.string() }),
});

function parseLine(line: string): string | null {
  try {
    const parsed = promptSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data.message.content.slice(0, 500) : null;
  } catch {
    return null;
  }
}
