// Twelve ways in which the real Claude Code may write a file that another session holds: each is refused before, or seen and put back.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BreachView, Snapshot } from '../../src/protocol/snapshot';
import { builtPrograms } from '../support/build';
import type { ModelRequest, Step } from '../support/claude/modelApi';
import { startModelApi } from '../support/claude/modelApi';
import { installedClaude, runClaude } from '../support/claude/runClaude';
import { makeRepository } from '../support/git';
import { callHost, registerSession, stopHost } from '../support/sessions';
import { preToolUse, runHook } from '../hooks/runHook';

const text = 'export const value = 1;\n';
const changed = 'export const value = 2;\n';

/** The calls of tools by which a model writes a file, given by its path from the top and its absolute path. */
type Way = (path: string, file: string) => { readonly name: string; readonly input: object }[];

const edit = { old_string: 'value = 1', new_string: 'value = 2' };
const bash = (command: string): { readonly name: string; readonly input: object }[] => [{ name: 'Bash', input: { command } }]; // prettier-ignore
const read = (file_path: string): { readonly name: string; readonly input: object } => ({ name: 'Read', input: { file_path } }); // prettier-ignore
const patch = (path: string): string => `--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-${text}+${changed}`;

const ways: Readonly<Record<string, Way>> = {
  Edit: (_, file) => [read(file), { name: 'Edit', input: { file_path: file, ...edit } }],
  Write: (_, file) => [read(file), { name: 'Write', input: { file_path: file, content: changed } }],
  MultiEdit: (_, file) => [{ name: 'MultiEdit', input: { file_path: file, edits: [edit] } }],
  'sed -i': (path) => bash(`sed -i 's/1/2/' ${path}`),
  'cat > f <<E': (path) => bash(`cat > ${path} <<'E'\n${changed}E`),
  tee: (path) => bash(`echo 'export const value = 2;' | tee ${path}`),
  'python -c': (path) => bash(`python3 -c "open('${path}', 'w').write('export const value = 2;\\n')"`),
  'git checkout other -- f': (path) => bash(`git checkout other -- ${path}`),
  'git apply': (path) => bash(`git apply ${path}.patch`),
  mv: (path) => bash(`echo 'export const value = 2;' > spare.ts && mv spare.ts ${path}`),
  'a script file': (path) => bash(`printf '%s\\n' 'echo changed > "$1"' > spare.sh && sh spare.sh ${path}`),
  'a formatter': (path) => bash(`npx prettier --write ${path}`),
};

/** What became of one way. */
interface Outcome {
  readonly way: string;
  readonly outcome: string;
}

describe('twelve ways of writing what another session holds', () => {
  it('are each refused before, or seen and put back to the byte; none passes unseen', async () => {
    const names = Object.keys(ways);
    const pathOf = (way: string): string => `held/${names.indexOf(way) + 1}.ts`;
    const paths = names.map(pathOf);
    const files = Object.fromEntries(paths.flatMap((path) => [[path, text], [`${path}.patch`, patch(path)]])); // prettier-ignore
    await using repository = await makeRepository({ files });
    await repository.git('checkout', '--quiet', '-b', 'other');
    await repository.commit('Other', Object.fromEntries(paths.map((path) => [path, changed])));
    await repository.git('checkout', '--quiet', 'main');
    const holder = await registerSession(repository.path, 'holder', '--new');
    const claim = { session: holder.id, paths, cwd: repository.path, mode: 'exclusive', reason: 'To hold them', ttlMinutes: null } as const; // prettier-ignore
    await callHost(repository.path, 'acquireClaims', claim);

    const outcomes: Outcome[] = [];
    let worktree = '';
    const judge = async (way: string, request: ModelRequest): Promise<void> => {
      outcomes.push({
        way,
        outcome: await outcomeOf(repository.path, worktree, way, pathOf(way), request.news),
      });
    };
    const steps: Step[] = names.map((way, index) => async (request) => {
      const before = names[index - 1];
      if (before === undefined) worktree = worktreeOf(request);
      else await judge(before, request);
      return { tools: ways[way]?.(pathOf(way), join(worktree, pathOf(way))) ?? [] };
    });
    steps.push(async (request) => {
      await judge(names.at(-1) ?? '', request);
      return { text: 'Done.' };
    });
    await using api = await startModelApi({ writer: steps });
    const cli = join(await builtPrograms(), 'cli.js');
    const { exitCode } = await runClaude({
      api,
      agent: 'writer',
      prompt: 'Write them all',
      cwd: repository.path,
      command: [process.execPath, cli, 'claude', '--new'],
      env: {
        PARALLEL_CC_CLAUDE: installedClaude(),
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
      },
      timeoutMs: 240_000,
    });
    console.log(outcomes.map(({ way, outcome }) => `${way.padEnd(24)} ${outcome}`).join('\n'));
    expect(exitCode).toBe(0);
    expect(outcomes.map(({ way }) => way)).toEqual(names);
    const settled = /^(denied before( \(.*\))?|detected after \d+ ms, put back)$/;
    expect(outcomes.filter(({ outcome }) => !settled.test(outcome))).toEqual([]);
    for (const way of ['Edit', 'Write', 'MultiEdit'])
      expect(outcomes.find((one) => one.way === way)?.outcome).toMatch(/^denied/);
    const told = api.requests('writer').map(({ news }) => news).join('\n'); // prettier-ignore
    if (outcomes.some(({ outcome }) => outcome.startsWith('detected'))) expect(told).toContain('but session "holder" holds held/'); // prettier-ignore
    await stopHost(repository.path);
  }, 300_000);
});

function worktreeOf(request: ModelRequest): string {
  const found = /working in (\S+) on/.exec(JSON.stringify(request.body.messages));
  if (found?.[1] === undefined) throw new Error(`The model was not told where it works: ${request.news}`);
  return found[1];
}

async function outcomeOf(
  repository: string,
  worktree: string,
  way: string,
  path: string,
  news: string,
): Promise<string> {
  const file = join(worktree, path);
  if (news.includes(`${path} is held by session "holder"`)) {
    const now = await readFile(file, 'utf8');
    return now === text ? 'denied before' : `denied, and written: ${now}`;
  }
  // Newer versions of Claude Code have no such tool; what would call it is refused all the same.
  if (way === 'MultiEdit' && /no such tool/i.test(news)) return deniedByHook(worktree, file);
  const breach = await breachOf(repository, path);
  if (breach === null) return `unseen: ${news.slice(0, 300)}`;
  const undo = (): Promise<string> => callHost(repository, 'undoOperation', { operation: breach.operation, dryRun: false, force: false }).then(() => 'undone', String); // prettier-ignore
  await expect.poll(undo, { timeout: 10_000 }).toBe('undone');
  const restored = (await readFile(file, 'utf8')) === text;
  return restored ? `detected after ${Math.round(breach.time - breach.writtenAt)} ms, put back` : 'detected, and not put back'; // prettier-ignore
}

async function deniedByHook(worktree: string, file: string): Promise<string> {
  const { stdout } = await runHook(preToolUse(worktree, 'MultiEdit', { file_path: file, edits: [edit] }));
  return stdout.includes('"deny"') ? 'denied before (by the hook; this Claude Code has no such tool)' : `not denied: ${stdout}`; // prettier-ignore
}

async function breachOf(repository: string, path: string): Promise<BreachView | null> {
  let found: BreachView | undefined;
  const look = async (): Promise<boolean> => {
    const snapshot: Snapshot = await callHost(repository, 'getSnapshot', { fresh: false });
    found = snapshot.breaches.find((breach) => breach.path === path);
    return found !== undefined;
  };
  await expect.poll(look, { timeout: 15_000, interval: 20 }).toBe(true).catch(() => undefined); // prettier-ignore
  return found ?? null;
}
