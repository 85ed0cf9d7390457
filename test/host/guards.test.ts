// Trials of what keeps agents from each other's files.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installedMarker } from '../../src/ipc/installedMarker';
import { openCoordinator } from '../support/coordinator';

const files = { 'a.ts': 'a\n', '.gitignore': '.claude/\n' };

async function installHook(root: string, command: string): Promise<void> {
  const settings = { hooks: { PreToolUse: [{ matcher: 'Edit', hooks: [{ type: 'command', command, timeout: 5 }] }] } }; // prettier-ignore
  await mkdir(join(root, '.claude'), { recursive: true });
  await writeFile(join(root, '.claude', 'settings.local.json'), JSON.stringify(settings));
}

describe('a trial of the guards', () => {
  it('goes the whole way of an edit, is refused, and leaves nothing behind', async () => {
    await using host = await openCoordinator({ files });
    const before = await host.client.call('getSnapshot', { fresh: false });
    const { receipts } = await host.client.call('checkGuards', {});
    expect(receipts.filter(({ works }) => !works)).toEqual([]);
    expect(receipts.map(({ guard, got }) => `${guard}: ${got}`)).toContain('edits: refused');
    const after = await host.client.call('getSnapshot', { fresh: false });
    expect(after.guards).toEqual(receipts);
    for (const part of ['sessions', 'claims', 'operations'] as const)
      expect(after[part]).toEqual(before[part]);
    expect(await host.repository.git('status', '--porcelain')).toBe('');
  });

  it('runs the hook that is installed, and says what came back where it does not work', async () => {
    await using host = await openCoordinator({ files });
    const program = join(host.repository.path, "it's gone", 'hook.js');
    await installHook(host.repository.path, `ELECTRON_RUN_AS_NODE=1 '${process.execPath}' '${program.replaceAll("'", `'\\''`)}' ${installedMarker}`); // prettier-ignore
    const { receipts } = await host.client.call('checkGuards', {});
    expect(receipts.every(({ works }) => !works)).toBe(true);
    expect(receipts[0]).toMatchObject({ program: `${process.execPath} ${program} ${installedMarker}`, got: expect.stringContaining('hook.js') as unknown }); // prettier-ignore
  });

  it('takes a hook that lets everything pass for one that does not work', async () => {
    await using host = await openCoordinator({ files });
    await installHook(host.repository.path, `'${process.execPath}' '-e' '0' -- ${installedMarker}`);
    const { receipts } = await host.client.call('checkGuards', {});
    expect(receipts[0]).toMatchObject({ works: false, got: 'nothing, and ended with 0' });
    const gemini = `{ // mine\n"hooks": { "BeforeTool": [{ "hooks": [{ "command": "'${process.execPath}' '-p' '7' -- ${installedMarker}" }] }] } }`;
    await mkdir(join(host.repository.path, '.gemini'));
    await writeFile(join(host.repository.path, '.gemini', 'settings.json'), gemini);
    const both = (await host.client.call('checkGuards', {})).receipts.filter(
      ({ guard }) => guard === 'edits',
    );
    expect(both.map(({ got }) => got)).toEqual(['nothing, and ended with 0', '7']);
  });
});
