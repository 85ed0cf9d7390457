// How long an agent and a script wait for our programs.
import { join } from 'node:path';
import { openCoordinator } from '../support/coordinator';
import type { Measurement } from './measure';
import { byTurns, compare, runProgram } from './measure';

const times = 25;

/** Measures a hook's whole run and `status --json`, each beside `node -e 0`. */
export async function measurePrograms(distDir: string): Promise<Measurement[]> {
  await using host = await openCoordinator({ files: { 'src/a.ts': 'a\n' } });
  const cwd = host.repository.path;
  const { session } = await host.register();
  const input = JSON.stringify({
    session_id: 'bench',
    transcript_path: '',
    cwd,
    hook_event_name: 'PreToolUse',
    tool_name: 'Edit',
    tool_input: { file_path: join(cwd, 'src/a.ts') },
    tool_use_id: 'bench',
  });
  const nothing = (): Promise<void> => runProgram(process.execPath, ['-e', '0'], { cwd });
  const hook = (): Promise<void> =>
    runProgram(process.execPath, [join(distDir, 'hook.js')], {
      cwd,
      input,
      env: { PARALLEL_CC_SESSION_ID: session.id },
    });
  const status = (): Promise<void> =>
    runProgram(process.execPath, [join(distDir, 'cli.js'), 'status', '--json'], { cwd });
  const [hookMs, hookBase] = await byTurns(times, hook, nothing);
  const [statusMs, statusBase] = await byTurns(times, status, nothing);
  return [
    compare('hook, spawn to exit / node -e 0', hookMs, hookBase, 1.6),
    compare('status --json / node -e 0', statusMs, statusBase, 2),
  ];
}
