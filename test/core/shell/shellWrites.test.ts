// What shell commands write, by their text: written in `writers.txt` and `powershell.txt` as `command → targets`, where ⏎ is a
// line break, ⇥ a tab, `tree:` a file or a folder with all below it, `folder+name` a copy, `folder^path` a path
// from the top of the worktree around the folder, and `?` that it may write anything.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { ShellDialect, ShellWrites, WriteTarget } from '../../../src/core/shell/shellWrites';
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
