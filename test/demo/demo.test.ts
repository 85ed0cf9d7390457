import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import type { Snapshot } from '../../src/protocol/snapshot';
import { builtPrograms } from '../support/build';
import { runCommand, runJson } from '../support/commandLine';
import { git, gitEnvironment } from '../support/git';
import { eventually, runOk } from '../support/processes';
import { stopHost } from '../support/sessions';

it(
  'shows four agents at work, two of which conflict and one of which is refused a file, and ends clean',
  { timeout: 120_000 },
  async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'parallel-cc-demo-')));
    const shop = join(folder, 'shop');
    const program = join(await builtPrograms(), 'demo.js');
    const env = gitEnvironment();
    try {
      await runOk(process.execPath, [program, 'create', shop], { env });
      expect(await git(shop, 'status', '--porcelain')).toBe('');
      const agents = spawn(process.execPath, [program, 'run', shop], { env, stdio: 'ignore' });
      const ended = once(agents, 'exit');
      await eventually(
        async () => {
          const { sessions, conflicts, operations } = await runJson<Snapshot>(shop, ['status']);
          expect(sessions.map(({ name }) => name)).toEqual([
            'payments-api',
            'checkout-ui',
            'deps-bump',
            'release-notes',
          ]);
          expect(conflicts).toMatchObject([{ path: 'src/payments.ts' }]);
          expect(
            operations.some(
              ({ kind, summary }) => kind === 'claimDenied' && summary.includes('package-lock.json'),
            ),
          ).toBe(true);
          expect(sessions.at(-1)).toMatchObject({
            state: 'needsYou',
            stateReason: 'Shall I wait for it, or leave the version as it is?',
          });
        },
        { timeoutMs: 60_000, everyMs: 500 },
      );
      const { stdout } = await runCommand(shop, ['conflicts', '--show']);
      expect(stdout).toMatch(/<<<<<<< [\s\S]*\|\|\|\|\|\|\| base[\s\S]*>>>>>>> /);
      agents.kill('SIGTERM');
      await ended;
      const { sessions, worktrees } = await runJson<Snapshot>(shop, ['status']);
      expect(sessions.filter(({ endedAt }) => endedAt === null)).toEqual([]);
      expect(worktrees).toHaveLength(1);
      await stopHost(shop);
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    }
  },
);
