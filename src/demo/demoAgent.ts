import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Who a scripted agent is, and what it is for. */
export interface DemoRole {
  readonly name: string;
  readonly prompt: string;
  /** What it does, again and again, until `agent.stopped`. */
  readonly play: (agent: DemoAgent) => Promise<void>;
}

/**
 * A scripted agent. It registers through the command line and tells the hook program what it does, as Claude Code
 * would; that is all that anyone knows of it.
 */
export class DemoAgent {
  readonly stopped = new AbortController();
  private worktree = '';
  private sessionId = '';
  private readonly agentSessionId: string;

  constructor(
    private readonly role: DemoRole,
    private readonly repository: string,
  ) {
    this.agentSessionId = `demo-${role.name}-${process.pid}`;
  }

  /** Works until it is stopped, then ends its session. `onRegistered` is called when it has its worktree. */
  async run(onRegistered: () => void): Promise<void> {
    const { name, prompt } = this.role;
    const pid = String(process.pid);
    const args = [
      'register',
      '--json',
      '--repo',
      this.repository,
      '--agent',
      'scripted',
      '--name',
      name,
      '--prompt',
      prompt,
      '--pid',
      pid,
    ];
    const registered = JSON.parse(await runProgram('cli.js', args)) as {
      session: { id: string; worktreePath: string };
    };
    this.sessionId = registered.session.id;
    this.worktree = registered.session.worktreePath;
    onRegistered();
    await this.hook('SessionStart', { source: 'startup' });
    await this.hook('UserPromptSubmit', { prompt });
    while (!this.stopped.signal.aborted) await this.role.play(this).catch(ignoreStop);
    await this.hook('SessionEnd', { reason: 'other' });
    await runProgram('cli.js', ['release', this.sessionId, '--remove', '--repo', this.repository]);
  }

  /**
   * Changes a file of its worktree as an Edit of Claude Code would: the hook is asked first.
   * @returns what the hook said, if it refused.
   */
  async edit(path: string, change: (content: string) => string): Promise<string | null> {
    const file_path = join(this.worktree, path);
    const tool = { tool_name: 'Edit', tool_input: { file_path }, tool_use_id: 'demo' };
    const refusal = await this.hook('PreToolUse', tool);
    if (refusal !== null) return refusal;
    await this.pause(1200);
    await writeFile(file_path, change(await readFile(file_path, 'utf8').catch(() => '')));
    await this.hook('PostToolUse', { ...tool, tool_response: {} });
    return null;
  }

  /** Claims a file for itself alone, through the command line. */
  async claim(path: string, reason: string): Promise<void> {
    const args = [
      'claim',
      path,
      '--mode',
      'exclusive',
      '--reason',
      reason,
      '--session',
      this.sessionId,
      '--repo',
      this.repository,
    ];
    await runProgram('cli.js', args, { cwd: this.worktree });
  }

  /** Ends its turn with a message; one that is a question makes it wait for the user. */
  async endTurn(message: string): Promise<void> {
    await this.hook('Stop', { last_assistant_message: message });
  }

  /** Is asked something new. */
  async prompt(prompt: string): Promise<void> {
    await this.hook('UserPromptSubmit', { prompt });
  }

  /** Thinks for about this time, in milliseconds; ends at once when stopped. */
  async pause(ms: number): Promise<void> {
    await delay(ms * (0.8 + Math.random() * 0.4), undefined, { signal: this.stopped.signal });
  }

  private async hook(event: string, fields: object): Promise<string | null> {
    const payload = {
      session_id: this.agentSessionId,
      cwd: this.worktree,
      hook_event_name: event,
      transcript_path: '',
      ...fields,
    };
    const output = await runProgram('hook.js', [], {
      cwd: this.worktree,
      input: JSON.stringify(payload),
      session: this.sessionId,
    });
    return output.trim() === '' ? null : refusalIn(output);
  }
}

function refusalIn(output: string): string | null {
  const { hookSpecificOutput: said } = JSON.parse(output) as {
    hookSpecificOutput?: { permissionDecision?: string; permissionDecisionReason?: string };
  };
  return said?.permissionDecision === 'deny' ? (said.permissionDecisionReason ?? 'It was refused.') : null;
}

/** Runs one of the built programs to its end and returns what it printed. */
function runProgram(
  file: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly input?: string; readonly session?: string } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const session = options.session === undefined ? {} : { PARALLEL_CC_SESSION_ID: options.session };
    const child = spawn(process.execPath, [join(__dirname, file), ...args], {
      cwd: options.cwd ?? process.cwd(),
      env: { ...process.env, ...session },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
    child.stdin.on('error', () => undefined);
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(printed) : reject(new Error(`${file} ${args[0] ?? ''} ended with code ${code ?? 'none'}`)))); // prettier-ignore
    child.stdin.end(options.input ?? '');
  });
}

function ignoreStop(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
}
