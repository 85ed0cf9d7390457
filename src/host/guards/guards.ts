import { join } from 'node:path';
import type { GuardName, GuardReceipt } from '../../core/guard';
import { probeAnswer, probeFile, probeSession } from '../../core/guard';
import { askProgram } from '../../ipc/askProgram';
import type { Argv } from './installedHooks';
import { installedHooks } from './installedHooks';

/** How long a guard may take to answer, in milliseconds; agents give it ten seconds. */
const answerMs = 10_000;
/** How often guards are tried while agents are at work, in milliseconds. */
const everyMs = 40_000;

/** What the guards of a repository are tried with. */
export interface GuardsOptions {
  /** Top of the main worktree. */
  readonly root: string;
  /** The hook program of this version. */
  readonly hookFile: string;
}

/** Tries whether what keeps agents from each other's files works, the whole way from an agent's hook and back. */
export class Guards {
  private latest: readonly GuardReceipt[] = [];
  private triedAt = performance.now();

  constructor(private readonly options: GuardsOptions) {}

  /** What came of the last trial. */
  get receipts(): readonly GuardReceipt[] {
    return this.latest;
  }

  /** Tries all of them now. */
  async check(): Promise<readonly GuardReceipt[]> {
    this.triedAt = performance.now();
    const installed = await installedHooks(this.options.root);
    const programs: readonly Argv[] =
      installed.length > 0 ? installed : [[process.execPath, this.options.hookFile]];
    const trials = programs.flatMap((program) => (['edits', 'shell'] as const).map((guard) => this.tryOne(guard, program))); // prettier-ignore
    this.latest = await Promise.all(trials);
    return this.latest;
  }

  /** Tries them again where that is due. */
  async checkIfDue(): Promise<void> {
    if (performance.now() - this.triedAt >= everyMs) await this.check();
  }

  private async tryOne(guard: GuardName, [program, ...args]: Argv): Promise<GuardReceipt> {
    const { root } = this.options;
    const input = { session_id: probeSession, cwd: root, hook_event_name: 'PreToolUse', ...trials[guard](join(root, probeFile)) }; // prettier-ignore
    const env = { PARALLEL_CC_SESSION_ID: '', ELECTRON_RUN_AS_NODE: '1' };
    const at = Date.now();
    const answer = await askProgram({ program, args, cwd: root, input: JSON.stringify(input), env, timeoutMs: answerMs }); // prettier-ignore
    const works = answer.stdout.includes(probeAnswer);
    const said = answer.stderr.trim() || answer.stdout.trim() || `nothing, and ended with ${answer.code ?? 'no exit code'}`; // prettier-ignore
    return {
      guard,
      program: [program, ...args].join(' '),
      sent: `${input.tool_name} of ${probeFile}, which another session holds`,
      got: works ? 'refused' : said.slice(0, 500),
      at,
      tookMs: Math.round(answer.milliseconds),
      works,
    };
  }
}

const trials: Readonly<
  Record<GuardName, (path: string) => { readonly tool_name: string; readonly tool_input: object }>
> = {
  edits: (path) => ({ tool_name: 'Edit', tool_input: { file_path: path, old_string: 'a', new_string: 'b' } }),
  shell: (path) => ({ tool_name: 'Bash', tool_input: { command: `echo trial > '${path.replaceAll("'", `'\\''`)}'` } }), // prettier-ignore
};
