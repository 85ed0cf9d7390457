import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listWithLsof, parseLsof } from '../../../src/engine/processes/lsofFiles';
import { squat } from '../../support/removal';

// As `lsof -w -n -P -d ^mem -F pRcfn` prints it on macOS: one field a line, the program's name may hold blanks.
const output = [
  ...['p501', 'R1', 'cCode Helper', 'fcwd', 'n/', 'f22', 'n/tree/a b/notes.txt'],
  ...['p777', 'R501', 'czsh', 'fcwd', 'n/tree/tree', 'f0', 'n/dev/ttys001', 'f3', 'n->0x1234', ''],
].join('\n');

test('the output of lsof tells which process has what open, and where it works', () => {
  expect(parseLsof(output)).toEqual([
    { pid: 501, parent: 1, program: 'Code Helper', isCwd: true, path: '/' },
    { pid: 501, parent: 1, program: 'Code Helper', isCwd: false, path: '/tree/a b/notes.txt' },
    { pid: 777, parent: 501, program: 'zsh', isCwd: true, path: '/tree/tree' },
    { pid: 777, parent: 501, program: 'zsh', isCwd: false, path: '/dev/ttys001' },
    { pid: 777, parent: 501, program: 'zsh', isCwd: false, path: '->0x1234' },
  ]);
});

test('lsof, where it is installed, finds the processes of a folder; elsewhere that is said', async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'parallel-cc-')));
  await writeFile(join(folder, 'open.txt'), '');
  await using one = await squat({ cwd: folder });
  await using two = await squat({ file: join(folder, 'open.txt') });
  const { users, blind } = await listWithLsof((path) => path.startsWith(folder));
  const found = users.map(({ pid, isCwd, path }) => ({ pid, isCwd, path }));
  if (blind === null) {
    expect(found).toHaveLength(2);
    expect(found).toContainEqual({ pid: one.pid, isCwd: true, path: folder });
    expect(found).toContainEqual({ pid: two.pid, isCwd: false, path: join(folder, 'open.txt') });
  } else expect(blind).toContain('"lsof" is missing');
  await rm(folder, { recursive: true });
});
