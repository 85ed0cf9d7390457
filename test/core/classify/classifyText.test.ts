import { describe, expect, it } from 'vitest';
import { classifyText } from '../../../src/core/classify/classifyText';
import { fillIn } from '../../../src/core/classify/sentence';
import { fileRole } from '../../../src/core/files/fileRole';
import { splitLines } from '../../../src/core/text/lines';

type Symbols = readonly { name: string; startLine: number; endLine: number }[];

// Definitions of a toy grammar, enough of all languages here: they begin with a keyword at the margin or below a class.
function symbolsOf(text: string): Symbols {
  const found: { name: string; startLine: number; endLine: number }[] = [];
  let owner = '';
  for (const [line, content] of splitLines(text).entries()) {
    const [, indent = '', kind, name] =
      /^( *)(?:export )?(function|class|(?<=^|export )const|def|method) (\w+)/.exec(content) ?? [];
    const last = found.at(-1);
    if (last !== undefined && content.trim() !== '' && !/^[#/]/.test(content))
      last.endLine = line + (name === undefined ? 1 : 0);
    if (name === undefined) continue;
    owner = indent === '' ? name : owner;
    found.push({ name: indent === '' ? name : `${owner}.${name}`, startLine: line, endLine: line + 1 });
    if (kind === 'class') found.push({ name: `${name}.`, startLine: line, endLine: line });
  }
  return found.filter(({ name }) => !name.endsWith('.'));
}

function classify(path: string, base: string, ours: string, theirs: string) {
  const symbols = { ours: symbolsOf(ours), theirs: symbolsOf(theirs) };
  const { regions, reading } = classifyText({ path, base, ours, theirs, isNew: false, role: fileRole(path, ours), symbols }); // prettier-ignore
  return { ...reading, regions, says: fillIn(reading.sentence, { ours: 'anna', theirs: 'ben' }) };
}

const auth = `import { a } from './a';

export function login(name) {
  const user = find(name);
  return user;
}

export function logout(user) {
  user.end();
}
`;

describe('what a conflicting text is about', () => {
  it.each([
    [
      'both add different imports',
      'a.ts',
      auth,
      auth.replace('\n\n', "\nimport { b } from './b';\n\n"),
      auth.replace('\n\n', "\nimport { c } from './c';\n\n"),
      { nature: 'imports', severity: 'low', type: 'STRUCTURAL', says: /imports of a\.ts/ },
    ],
    [
      'names in one import list',
      'a.ts',
      "import {\n  a,\n  z,\n} from './a';\n",
      "import {\n  a,\n  b,\n  z,\n} from './a';\n",
      "import {\n  a,\n  c,\n  z,\n} from './a';\n",
      { nature: 'imports' },
    ],
    [
      'both add a method to a class at the same place',
      'q.ts',
      'class Queue {\n  method add() {\n  }\n}\n',
      'class Queue {\n  method add() {\n  }\n  method pause() {\n    stop();\n  }\n}\n',
      'class Queue {\n  method add() {\n  }\n  method clear() {\n    empty();\n  }\n}\n',
      {
        nature: 'both-added',
        severity: 'low',
        type: 'STRUCTURAL',
        declarations: ['Queue.pause', 'Queue.clear'],
      },
    ],
    [
      'one renames what the other edits',
      'a.ts',
      auth,
      auth.replace(
        'const user = find(name);\n  return user;',
        'const account = find(name);\n  return account;',
      ),
      auth.replace('find(name)', 'find(name.trim())'),
      {
        nature: 'renamed',
        type: 'SEMANTIC',
        says: /^Anna renamed user to account in lines that ben changed: login in a\.ts \(/,
      },
    ],
    [
      'one moves what the other edits',
      'a.ts',
      auth,
      `${auth.replace('  const user = find(name);\n  return user;\n', '  return byName(name);\n')}\nexport function byName(name) {\n  const user = find(name);\n  return user;\n}\n`,
      auth.replace('return user;', 'return user ?? guest;'),
      { nature: 'moved', type: 'CONCURRENT_EDIT', says: /^Anna moved lines that ben changed/ },
    ],
    [
      'one formats what the other edits',
      'a.ts',
      'if (a>b) {\n  run( a );\n}\n',
      'if (a > b) {\n  run(a);\n}\n',
      'if (a>=b) {\n  run( a );\n}\n',
      {
        nature: 'formatting',
        severity: 'low',
        type: 'TRIVIAL',
        says: /^Anna only formatted lines of a\.ts that ben changed/,
      },
    ],
    [
      'both change the same constant',
      'a.ts',
      'export const limit = 10;\n',
      'export const limit = 20;\n',
      'export const limit = 50;\n',
      {
        nature: 'concurrent-edit',
        severity: 'medium',
        type: 'SEMANTIC',
        declarations: ['limit'],
        says: 'Anna and ben changed the same lines of limit in a.ts (line 1 and line 1).',
      },
    ],
    [
      'white space on both sides',
      'a.ts',
      'x = 1;\n',
      'x  = 1;\n',
      'x = 1; \n',
      { nature: 'formatting', type: 'TRIVIAL', says: /formatted a\.ts differently/ },
    ],
    [
      'both add a dependency',
      'package.json',
      '{\n  "dependencies": {\n    "a": "1"\n  }\n}\n',
      '{\n  "dependencies": {\n    "a": "1",\n    "b": "2"\n  }\n}\n',
      '{\n  "dependencies": {\n    "a": "1",\n    "c": "3"\n  }\n}\n',
      { nature: 'both-added', severity: 'low', type: 'STRUCTURAL' },
    ],
    [
      'both add a function to a Python module',
      'a.py',
      'def one():\n    return 1\n',
      'def one():\n    return 1\n\ndef two():\n    return 2\n',
      'def one():\n    return 1\n\ndef three():\n    return 3\n',
      { nature: 'both-added', declarations: ['two', 'three'] },
    ],
    [
      'both add a function of one name',
      'a.py',
      'def one():\n    return 1\n',
      'def one():\n    return 1\n\ndef two():\n    return 2\n',
      'def one():\n    return 1\n\ndef two():\n    return 22\n',
      { nature: 'both-added', severity: 'medium', says: /each added two to a\.py, differently/ },
    ],
    [
      'one deletes what the other changes',
      'a.ts',
      auth,
      auth.replace('  user.end();\n', ''),
      auth.replace('user.end()', 'user.end(now)'),
      { nature: 'delete-modify', severity: 'high', says: /^Anna deleted lines that ben changed/ },
    ],
    [
      'changes of two neighbours',
      'a.ts',
      'function one() {}\nfunction two() {}\n',
      'function one() { first(); }\nfunction two() {}\n',
      'function one() {}\nfunction two() { second(); }\n',
      { nature: 'structural', severity: 'low', type: 'STRUCTURAL' },
    ],
    [
      'another indentation of Python, which is another meaning',
      'a.py',
      'if a:\n    b()\n',
      'if a:\n  b()\n',
      'if a:\n    c()\n',
      { nature: 'concurrent-edit' },
    ],
    [
      'a lock file',
      'app/package-lock.json',
      '{"a": 1}\n',
      '{"a": 2}\n',
      '{"a": 3}\n',
      {
        nature: 'generated',
        severity: 'low',
        remedy: { automatic: true, command: 'npm install --package-lock-only' },
      },
    ],
    [
      'other line ends on one side',
      'a.txt',
      'a\nb\n',
      'a\r\nb\r\n',
      'a\nc\n',
      { nature: 'formatting', remedy: { automatic: true } },
    ],
  ])('%s', (_, path, base, ours, theirs, expected) => {
    const { says, ...rest } = expected as { says?: string | RegExp };
    const found = classify(path, base, ours, theirs);
    expect(found).toMatchObject(rest);
    if (says !== undefined) expect(found.says).toMatch(says);
    expect(found.regions.length).toBeGreaterThan(0);
  });

  it('is graver with many places', () => {
    const lines = Array.from({ length: 40 }, (_, index) => `line ${index}\n`);
    const changed = (to: string): string =>
      lines.map((line, index) => (index % 10 === 5 ? `${to} ${index}\n` : line)).join('');
    expect(classify('a.txt', lines.join(''), changed('x'), changed('y'))).toMatchObject({
      severity: 'high',
      type: 'CONCURRENT_EDIT',
    });
  });
});
