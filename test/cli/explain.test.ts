import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RegisterResult } from '../../src/protocol/results';
import { makeRepository } from '../support/git';
import { runCli, runJson } from './runCli';
import { stopHost } from '../support/sessions';

const price = 'export function price(cents: number): number {\n  return cents / 100;\n}\n';

describe('conflicts explain', () => {
  it('says what happened, shows both sides and says what to do, also of what text does not see', async () => {
    await using repository = await makeRepository({
      files: { 'src/price.ts': price, 'CHANGELOG.md': '# Changes\n' },
    });
    const cli = (...args: string[]) => runCli(args, { cwd: repository.path });
    const register = async (name: string) =>
      (await runJson<RegisterResult>(['register', '--new', '--name', name], { cwd: repository.path })).json.session.worktreePath; // prettier-ignore
    const [one, two] = [await register('anna'), await register('ben')];
    try {
      await writeFile(
        join(one, 'src/price.ts'),
        price.replace('cents: number', 'cents: number, currency: string'),
      );
      await writeFile(
        join(two, 'src/sold.ts'),
        "import { price } from './price';\n\nexport const sold = price(5);\n",
      );
      await writeFile(join(one, 'CHANGELOG.md'), '# Changes\n- Anna was here.\n');
      await writeFile(join(two, 'CHANGELOG.md'), '# Changes\n- Ben was here.\n');
      const broken = await cli('conflicts', 'explain', 'src/sold.ts');
      expect(broken.stdout).toContain(
        '"anna" changed the parameters of price in src/price.ts to (cents, currency)',
      );
      expect(broken.stdout).toContain('ben, src/sold.ts:3\n      3 │ export const sold = price(5);');
      const [log] = (await runJson<{ conflicts: { id: string; nature: string; merged: string }[] }>(['conflicts', 'explain', '--no-wait', 'CHANGELOG.md'], { cwd: repository.path })).json.conflicts; // prettier-ignore
      expect(log).toMatchObject({
        nature: 'both-added',
        merged: '# Changes\n- Anna was here.\n- Ben was here.\n',
      });
      const merged = await cli('conflicts', 'explain', '--no-wait', log?.id ?? '', '--merged');
      expect(merged.stdout).toBe('# Changes\n- Anna was here.\n- Ben was here.\n');
    } finally {
      await stopHost(repository.path);
    }
  });
});
