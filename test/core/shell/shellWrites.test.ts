// What shell commands write, by their text: written in `writers.txt` and `powershell.txt` as `command → targets`, where ⏎ is a
// line break, ⇥ a tab, `tree:` a file or a folder with all below it, `folder+name` a copy, `folder^path` a path
// from the top of the worktree around the folder, and `?` that it may write anything.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { ShellDialect, ShellWrites, WriteTarget } from '../../../src/core/shell/shellWrites';
import { matchGlob } from '../../../src/engine/claims/matchGlob';
import { Syntax } from '../../../src/engine/syntax/syntax';
import { builtPrograms } from '../../support/build';

const complaints: string[] = [];
const parser = builtPrograms().then((dist) => new Syntax({ workerFile: join(dist, 'syntaxWorker.js'), logger: { log: (_, what) => complaints.push(what) }, jobMs: 10_000, startMs: 30_000 })); // prettier-ignore
afterAll(async () => (await parser).dispose());

async function writesOf(command: string, dialect: ShellDialect = 'bash'): Promise<ShellWrites> {
  return (await parser).shellWrites({ dialect, command, cwd: '/w', home: '/h' });
}

function show({ writes, unknown }: ShellWrites): string {
  const targets = writes.map(showTarget).sort();
  return [...targets, ...(unknown ? ['?'] : [])].join(' ') || '-';
}

function showTarget({ kind, path, inFolder, fromTop }: WriteTarget): string {
  if (fromTop !== null) return `${kind}:${path.replace(/^\/w\//, '')}^${fromTop}`;
  return `${kind === 'file' ? '' : `${kind}:`}${path.replace(/^\/w\//, '')}${inFolder === null ? '' : `+${inFolder}`}`;
}

async function table(name: string): Promise<string[]> {
  const text = await readFile(join(import.meta.dirname, `${name}.txt`), 'utf8');
  return text.split('\n').filter((line) => line !== '').map((line) => line.replaceAll('⏎', '\n').replaceAll('⇥', '\t')); // prettier-ignore
}

async function judge(name: string, dialect: ShellDialect): Promise<{ found: string[]; expected: string[] }> {
  const expected = await table(name);
  const found: string[] = [];
  for (const line of expected) {
    const [command = ''] = line.split(' → ');
    found.push(`${command} → ${show(await writesOf(command, dialect))}`);
  }
  return { found, expected };
}

describe('what a command writes', () => {
  it('is found for more than 300 commands of bash', async () => {
    const { found, expected } = await judge('writers', 'bash');
    expect(found).toEqual(expected);
    expect(expected.length).toBeGreaterThan(300);
  });

  it('is found for commands of PowerShell', async () => {
    const { found, expected } = await judge('powershell', 'powershell');
    expect(found).toEqual(expected);
  });

  it('is nothing, for certain, for more than 200 ordinary commands that only read', async () => {
    const commands = await table('readers');
    const found = [];
    for (const command of commands) found.push(`${command} → ${show(await writesOf(command))}`);
    expect(found).toEqual(commands.map((command) => `${command} → -`));
    expect(commands.length).toBeGreaterThan(200);
  });
});

/** Puts a command where a shell runs it all the same. */
const contexts: readonly ((command: string) => string)[] = [
  (command) => `ls && ${command}`,
  (command) => `${command} | cat`,
  (command) => `( ${command} )`,
  (command) => `{ ${command}; }`,
  (command) => `if true; then ${command}; fi`,
  (command) => `if false; then ls; else ${command}; fi`,
  (command) => `for i in 1 2; do ${command}; done`,
  (command) => `while ls; do ${command}; done`,
  (command) => `echo $( ${command} )`,
  (command) => `f() { ${command}; }; f`,
  (command) => `cat <(${command})`,
  (command) => `case x in x) ${command};; esac`,
  (command) => `! ${command}`,
  (command) => `ls; ${command} & wait`,
  (command) => `bash -c '${command.replaceAll("'", `'\\''`)}'`,
  (command) => `eval '${command.replaceAll("'", `'\\''`)}'`,
  (command) => `A=1 && ${command} && echo done`,
];

const writers = ['rm a.ts', 'echo x > a.ts', 'sed -i s/a/b/ a.ts', 'git checkout -- a.ts', 'mv a.ts b.ts', 'tee a.ts', './x.sh', 'python3 -c "x"', '$X', 'rm "$F"', 'npm run x', 'find . -delete', 'cp a.ts b.ts', 'unknown a']; // prettier-ignore

/** What sets a variable, a folder or a function, or only looks as if it did. */
const changes = ['F=a.ts', 'F=b.ts', 'F=src/a.ts', 'F="*.ts"', ': ${F:=b.ts}', 'false || F=b.ts', 'true && F=b.ts', 'test -f none && F=b.ts', 'eval F=b.ts', 'export "F=b.ts"', 'read F <<< b.ts', 'printf -v F b.ts', 'unset F', 'F=b.ts true', 'set -- b.ts; F=$1', 'for F in a.ts b.ts; do break; done', 'f() { F=b.ts; }; f', 'f() { shift; F=$1; }; f a.ts b.ts', 'f() { local F=b.ts; }; f', 'if test -f none; then F=b.ts; fi', '(F=b.ts; cd src)', 'mkdir -p src; cd src', 'mkdir -p src; command cd src', 'mkdir -p src; cd src && cd ..', 'i=1', '((i++))', 'let i=i+1', ': $((i = 2))', 'for ((i = 0; i < 2; i++)); do :; done', 'while ((i < 3)); do ((i++)); done', 'i=b.ts; F=$i', 'rm() { :; }', 'unset -f rm', 'declare F', 'readonly -p', 'F=b.ts eval :']; // prettier-ignore

/** What then writes, in the spellings that its options have. */
const writes = ['rm -f $F', 'command rm -f "$F"', 'echo x >> "$F"', 'echo x > f$i.ts', 'sed -i s/1/2/ $F', 'sed --in-pl s/1/2/ $F', 'sed -n "w $F" a.ts', "sed '/1/!wout' a.ts", "sed 's%1%2%w out' a.ts", 'cp a.ts $F', 'sort --out=$F a.ts', 'sort --outp out a.ts', 'sort -n -o $F a.ts', 'sort -no out a.ts', `awk '{a=$1/2; print a > "out"; b=$2/3}' a.ts`, 'tee $F < a.ts', 'truncate -s 0 $F', 'mv $F c.ts', 'dd if=a.ts of=$F status=none', 'eval "echo x > $F"', `bash -c 'echo x > "$F"'`, `bash -c 'rm -f "$1"' _ $F`, 'F=out eval \'echo x > "$F"\'', 'cp --parents src/a.ts new', 'mkdir -p new; cp -t new a.ts', 'find . -name "$F" -delete', 'echo $F | xargs rm -f']; // prettier-ignore

async function contentsOf(folder: string): Promise<Map<string, string>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
  return new Map(await Promise.all(paths.map(async (path) => [path, await readFile(path, 'utf8')] as const)));
}

function covers({ kind, path, inFolder }: WriteTarget, changed: string): boolean {
  if (kind === 'glob') return matchGlob(path, changed);
  if (kind === 'tree' && changed.startsWith(`${path}/`)) return true;
  return changed === path || (inFolder !== null && changed.startsWith(`${path}/${inFolder}`));
}

/** Runs a command in a folder of its own; returns what changed there and is not among what it was said to write. */
async function missedBy(command: string): Promise<string[]> {
  // Of most it is said that they may write anything, which is true of whatever they do.
  if ((await writesOf(command)).unknown) return [];
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'shell-')));
  try {
    await mkdir(join(folder, 'src'));
    for (const name of ['a.ts', 'b.ts', 'src/a.ts']) await writeFile(join(folder, name), `1 ${name}\n`);
    const before = await contentsOf(folder);
    await new Promise((done) => execFile('bash', ['-c', command], { cwd: folder, env: { PATH: process.env.PATH }, timeout: 5000 }, done).stdin?.end()); // prettier-ignore
    const after = await contentsOf(folder);
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path)); // prettier-ignore
    const said = await (await parser).shellWrites({ dialect: 'bash', command, cwd: folder, home: '/h' });
    return changed.filter((path) => !said.writes.some((target) => covers(target, path)));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const ending = contexts.filter((context) => !context('').startsWith('while'));
const anyScript = fc.tuple(fc.array(fc.constantFrom(...changes), { maxLength: 4 }), fc.constantFrom(...writes), fc.constantFrom('; ', '\n', ' && '), fc.array(fc.constantFrom(...ending), { maxLength: 1 })); // prettier-ignore

describe.skipIf(process.platform === 'win32')('a command that bash runs', () => {
  it('changes no file but those that it was said to write', async () => {
    await fc.assert(
      fc.asyncProperty(anyScript, async ([before, write, joint, around]) => {
        const inner = [...before, write].join(joint);
        const command = around.reduce((text, context) => context(text), inner);
        expect(await missedBy(command), command).toEqual([]);
      }),
      { numRuns: 80 },
    );
  }, 240_000);
});

const cmdlets = ['Set-Content a.ts x', 'Set-Content -Pat a.ts -Val x', "'x' > a.ts", 'Remove-Item -Rec src', 'Remove-Item -WhatIf:$false a.ts', '$p = "a.ts"; $p += "x"; Set-Content $p x', 'rm $x', 'iex $x', './x.ps1', 'git checkout -- a.ts', 'sed --in-pl s/a/b/ a.ts', '[IO.File]::Delete("a.ts")']; // prettier-ignore

const blocks: readonly ((command: string) => string)[] = [
  (command) => `if ($true) { ${command} }`,
  (command) => `if ($false) { ls } else { ${command} }`,
  (command) => `foreach ($f in 1, 2) { ${command} }`,
  (command) => `while ($true) { ${command} }`,
  (command) => `try { ${command} } catch { ls }`,
  (command) => `1..3 | ForEach-Object { ${command} }`,
  (command) => `& { ${command} }`,
  (command) => `$x = $( ${command} )`,
  (command) => `ls; ${command}`,
];

describe('a command of any shape', () => {
  it('that writes is never taken for one that does not', async () => {
    const anyWriter = fc.tuple(fc.constantFrom(...writers), fc.array(fc.constantFrom(...contexts), { maxLength: 4 })); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(anyWriter, async ([writer, around]) => {
        const command = around.reduce((inner, context) => context(inner), writer);
        expect(show(await writesOf(command)), command).not.toBe('-');
      }),
      { numRuns: 400 },
    );
  });

  it('of PowerShell that writes is never taken for one that does not', async () => {
    const anyWriter = fc.tuple(fc.constantFrom(...cmdlets), fc.array(fc.constantFrom(...blocks), { maxLength: 4 })); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(anyWriter, async ([writer, around]) => {
        const command = around.reduce((inner, block) => block(inner), writer);
        expect(show(await writesOf(command, 'powershell')), command).not.toBe('-');
      }),
      { numRuns: 300 },
    );
  });

  it('is answered, by no crash and in no endless time', async () => {
    const pieces = ['a.ts', ' ', '\n', '>', '>>', '<', '<<E', 'E', '|', '||', '&&', '&', ';', '(', ')', '{', '}', '$(', '`', '"', "'", '\\', '$', '${', '*', '~', '#', 'if', 'then', 'fi', 'for', 'in', 'do', 'done', 'case', 'esac', 'cd', 'rm', 'sed -i', 'xargs', 'find', '-exec', 'bash -c', 'eval', '[[', ']]', 'function f', '=', '-', '\0', '\u{1F600}']; // prettier-ignore
    const soup = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 6 })), { maxLength: 40 }); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(soup, fc.constantFrom<ShellDialect>('bash', 'powershell'), async (parts, dialect) => {
        const { writes, unknown } = await writesOf(parts.join(''), dialect);
        expect(Array.isArray(writes) && typeof unknown === 'boolean').toBe(true);
      }),
      { numRuns: 1500 },
    );
    for (const command of [
      '('.repeat(20_000),
      '$('.repeat(5000),
      `rm ${'{a,b}'.repeat(9)}`,
      `f() { f; f; }; f`,
      'x'.repeat(200_000),
    ])
      // prettier-ignore
      expect((await writesOf(command)).unknown, command.slice(0, 40)).toBe(true);
    expect(show(await writesOf('rm a;'.repeat(20_000)))).toBe('tree:a');
    expect(complaints).toEqual([]);
  }, 120_000);
});
