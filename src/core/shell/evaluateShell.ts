import type { SyntaxNode } from '../syntax/syntaxNode';
import { BashEvaluator } from './bash';
import { PowerShellEvaluator } from './powershell';
import { powerShellPath } from './powershellWords';
import { bashCommands } from './runCommand';
import type { RunCommand } from './runCommand';
import { Findings, Scope } from './scope';
import type { ShellQuestion, ShellWrites } from './shellWrites';

/** Parses a text and hands its tree to a reader, which must not keep it. */
export type ParseShell = <T>(text: string, read: (root: SyntaxNode) => T) => T;

/** Commands in commands deeper than that are not looked at, and so many are in one. */
const deepest = 8;
const mostNested = 500;

/**
 * Says what a command would write, by its text alone: no file is looked at. A text that cannot be parsed, and everything
 * that is not known to only read, is reported as unknown.
 */
export function evaluateShell(
  { dialect, command, cwd, home }: ShellQuestion,
  parse: ParseShell,
): ShellWrites {
  const findings = dialect === 'powershell' ? new Findings(powerShellPath) : new Findings();
  const scope = new Scope(cwd, home);
  if (dialect === 'powershell')
    parse(command, (root) => new PowerShellEvaluator(findings).script(root, scope));
  else new BashRun(findings, parse).text(command, scope);
  return findings.result();
}

class BashRun {
  private depth = 0;
  private nested = 0;
  private readonly evaluator: BashEvaluator;

  constructor(
    private readonly findings: Findings,
    private readonly parse: ParseShell,
  ) {
    const run: RunCommand = bashCommands({
      findings,
      runText: (text, scope) => this.text(text, scope),
      runBody: (body, scope) => this.deeper(() => this.evaluator.sequence(body, scope)),
    });
    this.evaluator = new BashEvaluator(findings, run);
  }

  text(text: string, scope: Scope): void {
    this.deeper(() =>
      this.parse(text, (root) => {
        if (root.hasError) this.findings.unknown = true;
        else this.evaluator.sequence(root, scope);
      }),
    );
  }

  private deeper(run: () => void): void {
    if (this.depth >= deepest || this.nested++ >= mostNested) {
      this.findings.unknown = true;
      return;
    }
    this.depth++;
    run();
    this.depth--;
  }
}
