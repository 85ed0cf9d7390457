import { costIn, readAgentLine } from '../../core/agentLog';

/** How many lines are kept, and how long each may be, in characters. */
const keptLines = 4;
const longestLine = 160;
/** A line that is longer than this is no event that could be read, in characters. */
const longestEvent = 4 * 1024 * 1024;

/** The last that an agent said, and what it cost, read from what it prints as that comes. */
export class RunTail {
  private readonly decoder = new TextDecoder();
  private rest = '';
  private kept: readonly string[] = [];
  private cost = 0;

  /** The last lines that people can read, oldest first. */
  get lines(): readonly string[] {
    return this.kept;
  }

  /** What the agent said that its model cost, in US dollars. */
  get dollars(): number {
    return this.cost;
  }

  /** When it printed something last, in milliseconds since the Unix epoch; 0 before. */
  grownAt = 0;

  /** Takes what it has printed. */
  add(data: Uint8Array, now: number): void {
    this.grownAt = now;
    const lines = (this.rest + this.decoder.decode(data, { stream: true })).split('\n');
    this.rest = lines.pop() ?? '';
    if (this.rest.length > longestEvent) this.rest = '';
    for (const line of lines) this.cost = costIn(line) ?? this.cost;
    // Of much that comes at once only the end is read.
    const fresh = lines.slice(-keptLines * 4).flatMap((line) => readAgentLine(line).flatMap(({ text }) => text.split('\n')));
    this.kept = [...this.kept, ...fresh.filter((line) => line.trim() !== '').map(shorten)].slice(-keptLines);
  }
} // prettier-ignore

function shorten(line: string): string {
  return line.length > longestLine ? `${line.slice(0, longestLine - 1)}…` : line;
}
