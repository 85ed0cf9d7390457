// Sessions that land in a real repository, through the host's own door.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LandingEntry } from '../../src/core/landing/entry';
import { hasEnded } from '../../src/core/landing/entry';
import type { Session } from '../../src/core/session';
import type { MethodParams } from '../../src/protocol/methods';
import type { TestCoordinator } from '../support/coordinator';
import { openCoordinator } from '../support/coordinator';
import type { FileContents } from '../support/git';
import { git, writeFiles } from '../support/git';
import { eventually } from '../support/processes';

let host: TestCoordinator;

// The check of the project: every file that ends in .test holds a path that must be there, or "fail".
const check =
  'for f in *.test; do p=$(cat "$f"); [ "$p" = fail ] && { echo "told to fail"; exit 3; }; [ -e "$p" ] || { echo "$p is missing"; exit 1; }; done';

beforeEach(async () => {
  host = await openCoordinator({ files: { 'a.txt': '1\n2\n3\n4\n5\n6\n', 'base.test': 'a.txt\n' } });
  await set({ verifyCommands: [check] });
});

afterEach(() => host[Symbol.asyncDispose]());

async function set(settings: Readonly<Record<string, unknown>>): Promise<void> {
  await host.client.call('updateSettings', { settings });
}

async function work(name: string, files: FileContents, message = `Work of ${name}`): Promise<Session> {
  const { session } = await host.register({ name, worktree: 'new' });
  await commit(session, files, message);
  return session;
}

async function commit(session: Session, files: FileContents, message = 'More'): Promise<void> {
  await writeFiles(session.worktreePath, files);
  await git(session.worktreePath, 'add', '--all');
  await git(session.worktreePath, 'commit', '--quiet', '--message', message);
}

async function land(
  sessions: readonly string[] | null,
  parts: Partial<MethodParams<'landSessions'>> = {},
): Promise<readonly LandingEntry[]> {
  const wish = {
    sessions: sessions && [...sessions],
    target: null,
    method: null,
    inOrder: false,
    verify: true,
  };
  const { landings } = await host.client.call('landSessions', { ...wish, ...parts });
  return ended(landings);
}

function ended(landings: readonly LandingEntry[]): Promise<readonly LandingEntry[]> {
  const ids = landings.map(({ id }) => id);
  return eventually(async () => {
    const found = (await host.client.call('listLandings', { ids })).landings;
    return found.every(hasEnded) && found;
  }, { timeoutMs: 120_000 }); // prettier-ignore
}

const main = (): Promise<string> => host.repository.git('rev-parse', 'main');
const status = (): Promise<string> => host.repository.git('status', '--porcelain');

async function told(session: Session): Promise<string> {
  return (await host.agent(`agent-${session.name}`, { kind: 'promptSubmitted', prompt: 'Go on' }, session.id))
    .context;
}

describe('landing sessions', { timeout: 240_000 }, () => {
  it('lands clean ones in a good order, returns the one that conflicts, and can be undone byte for byte', async () => {
    const clash = { 'a.txt': '1\n2\n3\n4\n5\nsix\n' };
    const [big, small] = [await work('big', { ...clash, 'big.txt': 'x\n'.repeat(50) }), await work('small', { 'a.txt': '1\n2\n3\n4\n5\n6!\n' })]; // prettier-ignore
    const other = await work('other', { 'other.txt': 'o\n', 'other.test': 'other.txt\n' });
    const plan = await host.client.call('planLanding', {
      sessions: null,
      target: null,
      method: null,
      inOrder: false,
    });
    expect(plan.landings.map(({ session, conflictsWith }) => [session, ...conflictsWith])).toEqual([['other'], ['small', 'big'], ['big', 'small']]); // prettier-ignore
    const before = await main();
    const entries = await land(null);
    expect(entries.map(({ session, state }) => [session, state])).toEqual([['other', 'landed'], ['small', 'landed'], ['big', 'returned']]); // prettier-ignore
    expect(entries[2]?.reason).toContain('conflicts with main in a.txt');
    expect(await told(big)).toContain('did not land in main. It conflicts');
    expect(await told(other)).toContain('landed in main');
    expect(await status()).toBe('');
    expect(await readFile(join(host.repository.path, 'other.txt'), 'utf8')).toBe('o\n');
    expect(await host.repository.git('log', '--format=%s', '--first-parent', '-2')).toBe(`Merge branch '${small.branch ?? ''}'\nMerge branch '${other.branch ?? ''}'`); // prettier-ignore
    const undo = { operation: null, dryRun: false, force: false };
    await host.repository.write({ 'a.txt': 'mine\n' });
    await expect(host.client.call('undoOperation', { ...undo, dryRun: true })).rejects.toMatchObject({
      code: 'notUndoable',
      message: expect.stringContaining('a.txt has uncommitted changes') as unknown,
    });
    await host.repository.git('checkout', '--quiet', '--', 'a.txt');
    await host.client.call('undoOperation', undo);
    expect(await readFile(join(host.repository.path, 'a.txt'), 'utf8')).toBe('1\n2\n3\n4\n5\n6\n');
    await host.client.call('undoOperation', undo);
    expect([await main(), await status()]).toEqual([before, '']);
    const again = await host.client.call('planLanding', {
      sessions: ['small'],
      target: null,
      method: null,
      inOrder: false,
    });
    expect(again.landings).toHaveLength(1);
    expect(await host.repository.git('worktree', 'list')).not.toContain('.checks');
  });

  it('returns what fails together with its target, and says so where the target fails alone', async () => {
    const red = await work('red', { 'red.test': 'fail\n' });
    const green = await work('green', { 'green.txt': 'g\n' });
    await set({ landBatch: 5 });
    const before = await main();
    const [first, second] = await land(['red', 'green'], { inOrder: true });
    expect(first).toMatchObject({ state: 'returned', session: 'red' });
    expect(first?.reason).toContain('failed with exit code 3');
    expect(first?.reason).toContain('told to fail');
    expect(second).toMatchObject({ state: 'landed', before });
    expect(await told(red)).toContain('did not land');
    await host.repository.commit('Break it', { 'bad.test': 'nothing\n' });
    await commit(green, { 'more.txt': 'm\n' });
    const [blocked] = await land(['green']);
    expect(blocked).toMatchObject({ state: 'waiting' });
    expect(blocked?.reason).toContain('main itself fails');
    const [forced] = await land(['green'], { verify: false, method: 'squash' });
    expect(forced?.state).toBe('landed');
    expect(await host.repository.git('log', '-1', '--format=%s|%b|%an')).toBe('More||Ada Tester');
  });

  it('merges by syntax what two sessions added at one place, only where the user wants that, and says so in the commit', async () => {
    const program = (imported: string, added: string): string => `import { a } from './a';\n${imported}\nexport function run(): void {\n  a();\n}\n${added}`; // prettier-ignore
    await host.repository.commit('A program', { 'p.ts': program('', '') });
    const adds = (name: string): FileContents => ({ 'p.ts': program(`import { ${name} } from './${name}';\n`, `\nexport function use${name}(): void {\n  ${name}();\n}\n`) }); // prettier-ignore
    await work('one', adds('b'));
    await work('two', adds('c'));
    const [first, second] = await land(['one', 'two'], { inOrder: true });
    expect([first?.state, second?.state]).toEqual(['landed', 'returned']);
    await set({ resolveAbove: 0.6 });
    expect(await land(['two'])).toMatchObject([{ state: 'landed', reason: null }]);
    const merged = await host.repository.git('show', 'main:p.ts');
    expect(merged).toBe(program("import { b } from './b';\nimport { c } from './c';\n", '\nexport function useb(): void {\n  b();\n}\n\nexport function usec(): void {\n  c();\n}').trimEnd()); // prettier-ignore
    expect(await host.repository.git('log', '-1', '--format=%b')).toMatch(
      /merged by syntax:\n {2}p\.ts \(\d\d % sure\)/,
    );
    await work('three', { 'p.ts': merged.replace('  a();\n', '  a(1);\n') + '\n' });
    await work('four', { 'p.ts': merged.replace('  a();\n', '  a(2);\n') + '\n' });
    const [, different] = await land(['three', 'four'], { inOrder: true });
    expect(different).toMatchObject({ state: 'returned' });
    expect(different?.reason).toContain('conflicts with main in p.ts');
  });

  it('squashes and rebases without a worktree, and keeps authors and messages', async () => {
    const one = await work('one', { 'one.txt': '1\n' }, 'First step');
    await commit(one, { 'one.txt': '2\n' }, 'Second step\n\nWith a body.');
    await host.repository.commit('Elsewhere', { 'else.txt': 'e\n' });
    expect(await land(['one'], { method: 'rebase' })).toMatchObject([{ state: 'landed', reason: null }]);
    expect(await host.repository.git('log', '-2', '--format=%s|%b|%an')).toBe('Second step|With a body.\n|Ada Tester\nFirst step||Ada Tester'); // prettier-ignore
    expect(await host.repository.git('log', '--merges', '--format=%h')).toBe('');
    const two = await work('two', { 'two.txt': '1\n' }, 'Start');
    await commit(two, { 'two.txt': '2\n' }, 'End');
    await land(['two'], { method: 'squash' });
    expect(await host.repository.git('log', '-1', '--format=%B')).toBe('Land "two"\n\n* Start\n* End\n');
    expect((await host.client.call('listMerges', { branch: null, limit: 9 })).events.map(({ how }) => how)).toEqual(['squashed', 'rebased']); // prettier-ignore
  });

  it('never touches a worktree with uncommitted work, whoever has it', async () => {
    const one = await work('one', { 'one.txt': '1\n' });
    await host.repository.write({ 'a.txt': 'mine\n' });
    const before = await main();
    const [blocked] = await land(['one']);
    expect(blocked).toMatchObject({ state: 'waiting' });
    expect(blocked?.reason).toContain('a.txt has uncommitted changes');
    expect([await main(), await readFile(join(host.repository.path, 'a.txt'), 'utf8')]).toEqual([
      before,
      'mine\n',
    ]);
    await host.repository.git('checkout', '--quiet', 'a.txt');
    await host.repository.write({ 'one.txt': 'not tracked\n' });
    expect((await land(['one']))[0]?.reason).toContain('one.txt');
    expect(await main()).toBe(before);
    await host.repository.git('clean', '--quiet', '--force');
    await writeFiles(one.worktreePath, { 'new.txt': 'n\n' });
    const plan = await host.client.call('planLanding', { sessions: ['one'], target: null, method: null, inOrder: false }); // prettier-ignore
    expect(plan.notReady[0]?.reason).toContain('uncommitted work: new.txt');
  });

  it('goes on after a restart in the middle of a check, and lets go of what it is told to', async () => {
    await set({ verifyCommands: ['[ -e ready ] || sleep 60'] });
    const one = await work('one', { 'one.txt': '1\n' });
    await work('two', { 'two.txt': '2\n' });
    const wish = { sessions: ['one', 'two'], target: null, method: null, inOrder: true, verify: true };
    const { landings } = await host.client.call('landSessions', wish);
    await eventually(async () => (await host.client.call('getSnapshot', { fresh: false })).landings.some(({ state }) => state === 'checking'), { timeoutMs: 120_000 }); // prettier-ignore
    await host.restart();
    await eventually(async () => (await host.client.call('getSnapshot', { fresh: false })).landings.some(({ state }) => state === 'checking'), { timeoutMs: 120_000 }); // prettier-ignore
    const { landings: cancelled } = await host.client.call('cancelLandings', {
      ids: landings.map(({ id }) => id),
    });
    expect(cancelled.map(({ state, reason }) => [state, reason])).toEqual(landings.map(() => ['waiting', 'You cancelled it.'])); // prettier-ignore
    await set({ verifyCommands: [], protectedBranches: ['main'] });
    const [guarded] = await land(['one']);
    expect(guarded?.reason).toContain(`gh pr create --base main --head ${one.branch ?? ''}`);
    await set({ protectedBranches: [] });
    expect((await land(['one']))[0]?.reason).toContain('No checks of this project are known');
  });
});
