import { quoteForShell } from '../../core/shellQuote';

/** Where the parts of a run are in its sandbox, from the home folder. */
export const inside = {
  /** The repository that the agent works in. */
  work: 'work',
  /** What is ours. */
  run: '.parallel-cc',
  prompt: '.parallel-cc/prompt',
  output: '.parallel-cc/output',
  agent: '.parallel-cc/agent.sh',
  start: '.parallel-cc/start.sh',
  prepare: '.parallel-cc/prepare.sh',
  collect: '.parallel-cc/collect.sh',
  results: '.parallel-cc/results.pack',
  upload: '.parallel-cc/upload',
} as const;

/** The line that runs one of our scripts. */
export function scriptLine(script: string, ...args: readonly string[]): string {
  return ['sh', script, ...args].map(quoteForShell).join(' ');
}

/**
 * The script that is the agent's parent: it gives it the prompt as its input, so that no shell ever sees that, and says in a
 * file how it ended. A signal for its whole group ends the agent and lets it write that file.
 * @param command the agent's argument vector.
 * @param env variables of the agent alone.
 */
export function agentScript(command: readonly string[], env: Readonly<Record<string, string>>): string {
  const variables = Object.entries(env).map(([name, value]) => `export ${name}=${quoteForShell(value)}`);
  return `run="$HOME/.parallel-cc"
echo $$ > "$run/pid.new" && mv "$run/pid.new" "$run/pid"
trap : HUP INT TERM
cd "$HOME/work" || exit 1
${variables.join('\n')}
${command.map(quoteForShell).join(' ')} < "$run/prompt" >> "$run/output" 2>&1
code=$?
sync "$run/output" 2>/dev/null
echo $code > "$run/exit.new" && mv "$run/exit.new" "$run/exit"
`;
}

/** Starts the agent in a session of its own, so that it outlives whoever asked for it; the second time it does nothing. */
export const startScript = `run="$HOME/.parallel-cc"
mkdir "$run/started" 2>/dev/null || exit 0
: >> "$run/output"
if command -v setsid >/dev/null; then detached=setsid; else detached=; fi
$detached sh "$run/agent.sh" </dev/null >/dev/null 2>&1 &
while [ ! -e "$run/pid" ] && [ ! -e "$run/exit" ]; do sleep 0.01; done
`;

/**
 * Says in one line how the agent is: `exit CODE BYTES`, `runs 0 BYTES` or, where its process is gone without a word,
 * `gone 0 BYTES`; BYTES is the size of its output.
 */
export const probeLine = `cd .parallel-cc 2>/dev/null || { echo 'none 0 0'; exit; }
if [ -e exit ]; then code=$(cat exit); kind=exit
elif [ -e pid ] && kill -0 "$(cat pid)" 2>/dev/null; then code=0; kind=runs
elif [ -e exit ]; then code=$(cat exit); kind=exit
elif [ -e pid ]; then code=0; kind=gone
else code=0; kind=none; fi
echo "$kind $code $(wc -c < output 2>/dev/null || echo 0)"`;

/** The line that ends the agent with all that it started in its session. */
export function signalLine(signal: 'TERM' | 'KILL'): string {
  return `kill -${signal} -- "-$(cat .parallel-cc/pid)" 2>/dev/null; true`;
}

/**
 * The line that prints a mark and then the agent's output as it comes, from an offset on, until the agent has ended. The
 * end of the output may be missing from it.
 */
export function followLine(offset: number): string {
  return `cd .parallel-cc || exit 1
printf '>'
tail -c +${offset + 1} -f output & tail=$!
while [ ! -e exit ] && kill -0 "$(cat pid)" 2>/dev/null && kill -0 $tail 2>/dev/null; do sleep 0.1; done
kill $tail 2>/dev/null; wait $tail 2>/dev/null; true`;
}

/** The line that prints a part of the agent's output in base64. */
export function readLine(offset: number, length: number): string {
  return `tail -c +${offset + 1} .parallel-cc/output | head -c ${length} | base64`;
}
