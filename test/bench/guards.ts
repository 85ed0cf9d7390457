// What the guards cost an agent, and how soon they see what was written past them.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestCoordinator } from '../support/coordinator';
import { openCoordinator } from '../support/coordinator';
import type { Measurement } from './measure';
import { bound, byTurns, compare, median, percentile, runProgram } from './measure';

const times = 25;
const writes = 40;
/** A command as agents write them. */
const command = `cd src && for f in a b; do sed -i 's/a/b/' "$f.ts"; done && git diff --stat | tail -1 && cat > c.ts <<'E'\nexport const c = 1;\nE`;

/** Measures a hook that has a shell command read, beside `node -e 0`, and the time from a write to its breach. */
export async function measureGuards(distDir: string): Promise<Measurement[]> {
  return [await hookWithParse(distDir), await breachLatency()];
}

async function hookWithParse(distDir: string): Promise<Measurement> {
  await using host = await openCoordinator({ files: { 'src/a.ts': 'a\n', 'src/b.ts': 'b\n' } });
  const { session } = await host.register();
  const cwd = host.repository.path;
  const input = JSON.stringify({
    session_id: 'bench',
    transcript_path: '',
    cwd,
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command },
    tool_use_id: 'bench',
  });
  const env = { PARALLEL_CC_SESSION_ID: session.id };
  const hook = (): Promise<void> => runProgram(process.execPath, [join(distDir, 'hook.js')], { cwd, input, env }); // prettier-ignore
  const nothing = (): Promise<void> => runProgram(process.execPath, ['-e', '0'], { cwd });
  // The first command waits for the grammar.
  for (let turn = 0; turn < 3; turn++) await hook();
  const [value, baseline] = await byTurns(times, hook, nothing);
  return compare('hook with a shell command read, spawn to exit / node -e 0', value, baseline, 2);
}

async function breachLatency(): Promise<Measurement> {
  const names = Array.from({ length: writes }, (_, index) => `src/f${index}.ts`);
  await using host = await openCoordinator({ files: Object.fromEntries(names.map((name) => [name, 'export const value = 1;\n'])) }); // prettier-ignore
  const holder = await host.register({ name: 'holder', worktree: 'new' });
  const writer = await host.register({ name: 'writer', worktree: 'new' });
  const claimed = await host.claim(holder.session.id, 'src/', 'exclusive');
  if (claimed.outcome !== 'granted') throw new Error(claimed.message);
  const latencies: number[] = [];
  // The watch begins by looking at what is held.
  await delay(1000);
  for (const path of names) {
    await writeFile(join(writer.session.worktreePath, path), 'export const value = 2;\n');
    latencies.push(await seenAfter(host, path));
  }
  return {
    ...bound('write of a held file until its breach is kept and logged, p95', 'ms', percentile(latencies, 0.95), 300), // prettier-ignore
    details: { medianMs: median(latencies) },
  };
}

// The snapshot lists the newest breaches only.
async function seenAfter(host: TestCoordinator, path: string): Promise<number> {
  for (;;) {
    const { breaches } = await host.client.call('getSnapshot', { fresh: false });
    const breach = breaches.find((one) => one.path === path);
    if (breach !== undefined) return breach.time - breach.writtenAt;
    await delay(5);
  }
}
