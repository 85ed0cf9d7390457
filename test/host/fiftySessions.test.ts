import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { TestCoordinator } from '../support/coordinator';
import { openCoordinator } from '../support/coordinator';
import { fingerprint, repositoryFingerprint } from '../support/fingerprint';
import { git, writeFiles } from '../support/git';
import { undo } from '../support/removal';

const files = { 'src/a.ts': 'one\n', 'src/b.ts': 'two\n', '.gitignore': '.env\n' };
const numbers = Array.from({ length: 50 }, (_, index) => index);

it('fifty sessions created, used, removed and restored leave the repository as it was', async () => {
  await using host = await openCoordinator({ files });
  // It would compare 1,225 pairs again and again, and writes nothing that is looked at here.
  await host.client.call('updateSettings', { settings: { radar: false } });
  await host.repository.git('tag', 'v1');
  await host.repository.write({ 'src/a.ts': 'staged\n', 'untracked.txt': 'mine\n' });
  await host.repository.git('add', 'src/a.ts');
  const before = await whole(host);

  const sessions = await Promise.all(numbers.map((number) => host.register({ name: `session-${number}`, worktree: 'new' }))); // prettier-ignore
  const paths = sessions.map(({ session }) => session.worktreePath);
  await Promise.all(paths.map(use));
  const used = await whole(host);
  const inside = await Promise.all(paths.map(fingerprint));

  const removed = [];
  for (const { session } of sessions)
    removed.push(await host.client.call('releaseSession', { session: session.id, worktree: 'remove' }));
  expect(removed.map(({ worktree }) => worktree.outcome)).toEqual(paths.map(() => 'removed'));
  expect(paths.some((path) => existsSync(path))).toBe(false);
  for (const { worktree } of removed) await undo(host, worktree.operation);
  expect(await whole(host)).toEqual(used);
  expect(await Promise.all(paths.map(fingerprint))).toEqual(inside);

  for (const { session } of sessions)
    await host.client.call('releaseSession', { session: session.id, worktree: 'remove' });
  // Branches with work of their own stay; they are the user's to delete.
  for (const number of numbers.filter(hasCommit))
    await host.repository.git('branch', '--quiet', '-D', `parallel/session-${number}`);
  expect(await whole(host)).toEqual(before);
}, 300_000);

function hasCommit(number: number): boolean {
  return number % 5 === 0;
}

async function use(path: string, number: number): Promise<void> {
  await writeFiles(path, { 'src/a.ts': `staged ${number}\n`, '.env': `KEY=${number}\n` });
  await git(path, 'add', '--all');
  if (hasCommit(number)) await git(path, 'commit', '--quiet', '-m', `work ${number}`);
  await writeFiles(path, { 'src/b.ts': `changed ${number}\n`, [`new/${number}.txt`]: 'new\n' });
}

/** What the repository itself is, what git finds wrong with it, and the worktrees that it lists. */
async function whole({ repository }: TestCoordinator): Promise<unknown> {
  return {
    ...(await repositoryFingerprint(repository.path)),
    found: await repository.git('fsck', '--full', '--strict', '--no-dangling'),
    worktrees: await repository.git('worktree', 'list', '--porcelain'),
    locks: existsSync(join(repository.path, '.git/index.lock')),
  };
}
