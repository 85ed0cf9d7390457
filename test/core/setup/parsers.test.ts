import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCodexEnvironment } from '../../../src/core/setup/codexEnvironment';
import { parseGtrConfig } from '../../../src/core/setup/gtrConfig';
import {
  parseClaudeSettings,
  parseConductor,
  parseCursorWorktrees,
  parseDevcontainer,
} from '../../../src/core/setup/jsonFiles';
import { checkFolders, checkPatterns } from '../../../src/core/setup/paths';
import type { SetupPart } from '../../../src/core/setup/recipe';
import { combineParts, commandText, setupPart, trustedText } from '../../../src/core/setup/recipe';

const shell = (text: string) => ({ kind: 'shell', text }) as const;
const texts = ({ commands }: Pick<SetupPart, 'commands'>) => commands.map(commandText);

describe("Claude Code's settings", () => {
  it('name the folders that are linked and those that are checked out', () => {
    const text =
      '{ "worktree": { "symlinkDirectories": ["node_modules", "./.cache/"], "sparsePaths": ["packages/app"] } }';
    const part = parseClaudeSettings('.claude/settings.json', text);
    expect(part).toMatchObject({
      links: ['node_modules', '.cache'],
      sparsePaths: ['packages/app'],
      warnings: [],
    });
  });

  it('lose what leads out of the repository or into git, with a warning for each', () => {
    const links = [
      '../../etc',
      '/etc',
      'C:\\Windows',
      '~/x',
      'a/../../b',
      '.git/hooks',
      'sub/.GIT',
      '',
      'ok',
    ];
    const part = parseClaudeSettings('s.json', JSON.stringify({ worktree: { symlinkDirectories: links } }));
    expect(part.links).toEqual(['ok']);
    expect(part.warnings).toHaveLength(8);
    expect(part.warnings.every((warning) => warning.startsWith('s.json: '))).toBe(true);
  });
});

describe("Cursor's worktrees.json", () => {
  const file = '.cursor/worktrees.json';

  it("gives the platform's own commands before the common ones", () => {
    const text =
      '{"setup-worktree": ["common"], "setup-worktree-unix": ["unix", "then"], "setup-worktree-windows": ["win"]}';
    expect(texts(parseCursorWorktrees(file, text, 'linux'))).toEqual(['unix', 'then']);
    expect(texts(parseCursorWorktrees(file, text, 'win32'))).toEqual(['win']);
    expect(texts(parseCursorWorktrees(file, '{"setup-worktree": ["common"]}', 'darwin'))).toEqual(['common']);
  });

  it('names a script by its path from the folder of the file, but none outside the repository', () => {
    const script = parseCursorWorktrees(file, '{"setup-worktree": "setup.sh"}', 'linux');
    expect(script.commands).toEqual([{ kind: 'script', path: '.cursor/setup.sh', content: '' }]);
    const outside = parseCursorWorktrees(file, '{"setup-worktree": "../../evil.sh"}', 'linux');
    expect(outside.commands).toEqual([]);
    expect(outside.warnings).toHaveLength(1);
  });
});

describe("a Codex environment's file", () => {
  it("gives the platform's own script before the common one", () => {
    const text =
      'version = 1\nname = "x"\n[setup]\nscript = """\nnpm ci\nnpm run build"""\n[setup.darwin]\nscript = "brew bundle"\n';
    expect(parseCodexEnvironment('e.toml', text, 'linux').commands).toEqual([shell('npm ci\nnpm run build')]);
    expect(parseCodexEnvironment('e.toml', text, 'darwin').commands).toEqual([shell('brew bundle')]);
  });

  it('is not used when it is broken, and says so in one line', () => {
    const part = parseCodexEnvironment('e.toml', '[setup\nscript = 1', 'linux');
    expect(part.commands).toEqual([]);
    expect(part.warnings.join()).toMatch(/^e\.toml is not used: [^\n]+\.$/);
  });
});

describe('conductor.json', () => {
  it('gives the set-up script, not those to run and archive', () => {
    const text =
      '{ "scripts": { "setup": "npm install; cp $CONDUCTOR_ROOT_PATH/.env .env", "run": "npm run dev", "archive": "x" } }';
    expect(parseConductor('conductor.json', text).commands).toEqual([
      shell('npm install; cp $CONDUCTOR_ROOT_PATH/.env .env'),
    ]);
  });
});

describe('.gtrconfig', () => {
  it('gives copies from the top of the repository, exceptions and commands in their order', () => {
    const listed = [
      'copy.include\n**/.env.example', 'copy.include\n../secret', 'copy.exclude\n**/.env', 'copy.includedirs\nnode_modules',
      'copy.excludedirs\nnode_modules/.cache', 'hooks.postcreate\nnpm install', 'hooks.postcreate\nnpm run build', 'defaults.editor\nvim',
    ].join('\0'); // prettier-ignore
    expect(parseGtrConfig('.gtrconfig', `${listed}\0`)).toMatchObject({
      copy: ['/**/.env.example', '/node_modules/'],
      copyExcept: ['**/.env', 'node_modules/.cache', 'node_modules/.cache/**'],
      commands: [shell('npm install'), shell('npm run build')],
      warnings: ['.gtrconfig: "../secret" is left out: it leads out of the repository.'],
    });
  });
});

describe('devcontainer.json', () => {
  it('gives texts to the shell, lists to programs, and the entries of objects one after the other', () => {
    const text = `{
      // comments and trailing commas are allowed
      "onCreateCommand": "make deps",
      "updateContentCommand": ["npm", "run", "build; rm -rf /"],
      "postCreateCommand": { "db": "make db", "web": ["npm", "ci"], },
    }`;
    expect(parseDevcontainer('d.json', text).commands).toEqual([
      shell('make deps'),
      { kind: 'program', argv: ['npm', 'run', 'build; rm -rf /'] },
      shell('make db'),
      { kind: 'program', argv: ['npm', 'ci'] },
    ]);
  });

  it('leaves out what is of another kind, with a warning', () => {
    const part = parseDevcontainer('d.json', '{"onCreateCommand": 7, "postCreateCommand": "ok"}');
    expect(texts(part)).toEqual(['ok']);
    expect(part.warnings).toHaveLength(1);
  });
});

const parsers: readonly ((text: string) => SetupPart)[] = [
  (text) => parseClaudeSettings('f', text),
  (text) => parseCursorWorktrees('a/f', text, 'linux'),
  (text) => parseConductor('f', text),
  (text) => parseDevcontainer('f', text),
  (text) => parseCodexEnvironment('f', text, 'linux'),
  (text) => parseGtrConfig('f', text),
];

describe('every format', () => {
  it('is read without failing, whatever a file holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.nat(parsers.length - 1), (text, index) => {
        expect(parsers[index]?.(text).warnings).toBeInstanceOf(Array);
      }),
    );
  });

  it('says of broken JSON which file and which line', () => {
    expect(parseConductor('conductor.json', '{\n  "scripts": {\n').warnings.join()).toMatch(
      /^conductor\.json is not used: line \d is not valid JSON/,
    );
    expect(parseConductor('conductor.json', '[]').warnings).toEqual([
      'conductor.json is not used: it does not hold an object.',
    ]);
  });
});

describe('a path or pattern that is used', () => {
  it('never leads out of the repository', () => {
    const part = fc.constantFrom('..', '.', '.git', 'a', 'b c', '*', '**', '~', '');
    const path = fc.tuple(
      fc.constantFrom('', '/', './', 'C:\\', '\\\\'),
      fc.array(part),
      fc.constantFrom('/', '\\'),
    );
    fc.assert(
      fc.property(path, ([start, parts, separator]) => {
        const text = `${start}${parts.join(separator)}`;
        for (const usable of checkFolders('f', [text]).usable) {
          expect(usable).not.toMatch(/^([A-Za-z]:|[/\\~])|\\/);
          expect(usable.split('/')).not.toContain('..');
          expect(usable.split('/')).not.toContain('.git');
        }
        for (const usable of checkPatterns('f', [text]).usable)
          expect(usable.split(/[/\\]/)).not.toContain('..');
      }),
    );
  });
});

describe('several files', () => {
  const conductor = setupPart('conductor', 'conductor.json', {
    commands: [shell('c')],
    copy: ['a'],
    warnings: ['w'],
  });
  const cursor = setupPart('cursor', '.cursor/worktrees.json', { commands: [shell('u')], copy: ['a', 'b'] });

  it('are united, but the commands are those of one of them, whatever the order', () => {
    for (const parts of [
      [conductor, cursor],
      [cursor, conductor],
    ]) {
      const recipe = combineParts(parts);
      expect(recipe.commandsFrom?.file).toBe('.cursor/worktrees.json');
      expect(recipe.passedOver).toEqual(['conductor.json']);
      expect([...recipe.copy].sort()).toEqual(['a', 'b']);
    }
  });

  it("come after the user's own commands", () => {
    const own = setupPart('settings', 'settings', { commands: [shell('mine')] });
    expect(texts(combineParts([conductor, cursor, own]))).toEqual(['mine']);
  });

  it('need another trust when a command, its kind, a script or the file changes', () => {
    const of = (part: SetupPart) => trustedText(combineParts([part]));
    const script = (content: string) =>
      setupPart('cursor', 'f', { commands: [{ kind: 'script', path: 's.sh', content }] });
    const all = [
      of(setupPart('cursor', 'f', { commands: [shell('a b')] })),
      of(setupPart('cursor', 'g', { commands: [shell('a b')] })),
      of(setupPart('cursor', 'f', { commands: [{ kind: 'program', argv: ['a', 'b'] }] })),
      of(setupPart('cursor', 'f', { commands: [shell('a'), shell('b')] })),
      of(script('one')),
      of(script('two')),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});
