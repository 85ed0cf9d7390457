import type { AgentLogEntry } from '../../core/agentLog';
import { readAgentLine } from '../../core/agentLog';
import type { Style } from './style';
import { printable } from './text';

/** Turns what an agent prints, as it comes, into lines for a terminal. */
export class AgentLogText {
  private readonly decoder = new TextDecoder();
  private rest = '';

  constructor(private readonly style: Style) {}

  /** The lines that are whole by now, each with its line break. */
  add(part: Uint8Array): string {
    const lines = (this.rest + this.decoder.decode(part, { stream: true })).split('\n');
    this.rest = lines.pop() ?? '';
    return lines.map((line) => this.show(line)).join('');
  }

  /** What is left when nothing comes any more. */
  end(): string {
    const rest = this.rest + this.decoder.decode();
    this.rest = '';
    return rest === '' ? '' : this.show(rest);
  }

  private show(line: string): string {
    return readAgentLine(line)
      .map((entry) => `${this.entry(entry)}\n`)
      .join('');
  }

  private entry({ kind, text }: AgentLogEntry): string {
    const { style } = this;
    const lines = text.split('\n').map(printable);
    const behind = (mark: string, mark2 = mark.replace(/\S/g, ' ')): string =>
      lines.map((line, index) => `${index === 0 ? mark : mark2}${line}`).join('\n');
    switch (kind) {
      case 'said':
        return style.heading(behind(''));
      case 'tool':
        return `${style.good('●')} ${behind('').trimStart()}`;
      case 'answer':
        return style.faint(behind('  ⎿ '));
      case 'todo':
        return behind('  ');
      case 'note':
        return style.faint(behind(''));
      case 'problem':
        return style.bad(behind('! '));
      case 'result':
        return style.good(behind(''));
      case 'raw':
        return behind('');
    }
  }
}
