import { chmod, lstat, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Git } from '../../../src/engine/git/git';
import type { SnapshotRequest } from '../../../src/engine/snapshots/takeSnapshot';
import { takeSnapshot } from '../../../src/engine/snapshots/takeSnapshot';
import { goTo } from '../../support/bringBack';
import { fileContents } from '../../support/fingerprint';
import { git, makeRepository } from '../../support/git';
import { takeDirectly } from '../../support/takeDirectly';

// Few names, so that files, folders and links meet in one place.
const names = ['a', 'b', 'a/a', 'a/b', 'b/c', 'a/a/a', 'ü ü'] as const;
const contents = ['', 'one\n', 'two\r\n', 'no end', '\0binary\u0001'] as const;

const change = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), name: fc.constantFrom(...names), content: fc.constantFrom(...contents), runs: fc.boolean() }), // prettier-ignore
  fc.record({ kind: fc.constant('link' as const), name: fc.constantFrom(...names), target: fc.constantFrom('a', '../out', '/etc/hosts') }), // prettier-ignore
  fc.record({ kind: fc.constant('remove' as const), name: fc.constantFrom(...names) }),
  fc.record({ kind: fc.constant('stage' as const) }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;
const changes = fc.array(change, { maxLength: 6 });

test('whatever happens between two snapshots, each can be made of the other, and the second needs only what changed', async () => {
  await fc.assert(
    fc.asyncProperty(changes, changes, changes, async (committed, before, after) => {
      await using repository = await makeRepository();
      const door = new Git(repository.path);
      await apply(repository.path, committed);
      await repository.commit('First');
      await apply(repository.path, before);
      const one = await fileContents(repository.path);
      const first = await takeSnapshot(door, request('first'));
      await apply(repository.path, after);
      const two = await fileContents(repository.path);
      const second = await takeSnapshot(door, request('second'));
      const paths = [...new Set([...Object.keys(one), ...Object.keys(two)])];
      const known = await takeSnapshot(door, { ...request('known'), since: { snapshot: first, paths } });
      expect(known.tree).toBe(second.tree);
      const direct = await takeDirectly(door, 'refs/parallel-cc/test/direct', first, paths);
      expect(direct).toMatchObject({ tree: second.tree, head: second.head, branch: second.branch });
      expect(await repository.git('fsck', '--full', '--strict', '--no-dangling')).toBe('');
      await goTo(door, second.commit, first.commit);
      expect(await fileContents(repository.path)).toEqual(one);
      await goTo(door, first.commit, second.commit);
      expect(await fileContents(repository.path)).toEqual(two);
    }),
    {
      numRuns: 30,
      // An empty folder in the place of a link, and of a file that is committed.
      examples: [
        [[], [{ kind: 'link', name: 'a', target: 'a' }], [{ kind: 'remove', name: 'a' }, emptyFile('a/b'), { kind: 'remove', name: 'a/b' }]], // prettier-ignore
        [[emptyFile('a')], [{ kind: 'remove', name: 'a' }, emptyFile('a/b'), { kind: 'remove', name: 'a/b' }], []], // prettier-ignore
      ],
    },
  );
}, 120_000);

function emptyFile(name: (typeof names)[number]): Change {
  return { kind: 'write', name, content: '', runs: false };
}

function request(name: string): SnapshotRequest {
  const rule = { largestUntracked: 1_000_000, ignored: [], hidden: false };
  return { ref: `refs/parallel-cc/test/${name}`, message: name, now: 0, rule, complete: false, since: null };
}

async function apply(root: string, list: readonly Change[]): Promise<void> {
  for (const one of list) {
    if (one.kind === 'stage') await git(root, 'add', '--all');
    else await applyTo(join(root, one.name), one);
  }
}

async function applyTo(path: string, one: Exclude<Change, { kind: 'stage' }>): Promise<void> {
  if (!(await isFreeWay(path))) return;
  await rm(path, { recursive: true, force: true });
  if (one.kind === 'remove') return;
  await mkdir(dirname(path), { recursive: true });
  if (one.kind === 'link') return symlink(one.target, path);
  await writeFile(path, one.content);
  if (one.runs) await chmod(path, 0o755);
}

// A change below a file or a link would go elsewhere, or nowhere.
async function isFreeWay(path: string): Promise<boolean> {
  const parent = dirname(path);
  const found = await lstat(parent).catch(() => null);
  if (found === null) return isFreeWay(parent);
  return found.isDirectory();
}
