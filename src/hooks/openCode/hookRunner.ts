import { askProgram } from '../../ipc/askProgram';

/** How the hook program is run. */
export interface HookRunner {
  readonly node: string;
  readonly electron: boolean;
  /** The program's file and its arguments. */
  readonly args: readonly string[];
}

/** What the hook program answered. */
export interface HookAnswer {
  /** Why the tool may not run; null where it may. */
  readonly refusal: string | null;
  /** What the model should know; empty when there is nothing new. */
  readonly context: string;
}

/** The program gives up by itself before this. */
const longestMs = 12_000;

/** Makes a function that runs the hook program for one event. Whatever goes wrong lets the agent go on. */
export function hookRunner({ node, electron, args }: HookRunner): (input: object) => Promise<HookAnswer> {
  const env = electron ? { ELECTRON_RUN_AS_NODE: '1' } : {};
  return async (input) => {
    const { stdout } = await askProgram({ program: node, args, input: JSON.stringify(input), env, timeoutMs: longestMs }); // prettier-ignore
    return readAnswer(stdout);
  };
}

function readAnswer(text: string): HookAnswer {
  const answer = parse(text)?.hookSpecificOutput;
  const refusal = answer?.permissionDecision === 'deny' ? answer.permissionDecisionReason : undefined;
  return { refusal: refusal ?? null, context: answer?.additionalContext ?? '' };
}

interface PrintedAnswer {
  readonly hookSpecificOutput?: {
    readonly permissionDecision?: string;
    readonly permissionDecisionReason?: string;
    readonly additionalContext?: string;
  };
}

function parse(text: string): PrintedAnswer | null {
  try {
    return JSON.parse(text) as PrintedAnswer;
  } catch {
    return null;
  }
}
