import { describe, expect, it } from 'vitest';
import type { SymbolText } from '../../../src/core/syntax/touchedSymbols';
import { touchedSymbols } from '../../../src/core/syntax/touchedSymbols';

// A toy language: "name {" opens a definition, "}" closes it.
function parse(text: string): SymbolText {
  const symbols: { name: string; startLine: number; endLine: number }[] = [];
  const open: { name: string; startLine: number }[] = [];
  for (const [line, content] of text.split('\n').entries()) {
    const [, opened] = /^\s*(\w+) \{/.exec(content) ?? [];
    if (opened !== undefined) open.push({ name: [...open.map(({ name }) => name.split('.').at(-1)), opened].join('.'), startLine: line }); // prettier-ignore
    if (/\}\s*$/.test(content))
      symbols.push({ ...(open.pop() ?? { name: '', startLine: 0 }), endLine: line + 1 });
  }
  return { text, symbols };
}

const base = `import x
first {
  one
}
Auth {
  field
  check {
    two
  }
  sign {
    three
  }
}
`;

describe('the symbols that a change touches', () => {
  it.each([
    ['a function whose body changed', base.replace('one', 'ONE'), ['first'], []],
    ['a method, and not its class', base.replace('two', 'TWO'), ['Auth.check'], []],
    ['two methods of one class', base.replace('two', 'TWO').replace('three', 'THREE'), ['Auth.check', 'Auth.sign'], []],
    ['a class that gets a field', base.replace('  field\n', '  field\n  other\n'), [], ['Auth']],
    ['a new method, and not its class', base.replace('  sign {', '  added {\n    4\n  }\n  sign {'), ['Auth.added'], []],
    ['a new function', `${base}second {\n  5\n}\n`, ['second'], []],
    ['a removed function', base.replace(/first \{\n {2}one\n\}\n/, ''), ['first'], []],
    ['a renamed function, by both names', base.replace('first {', 'primary {'), ['first', 'primary'], []],
    ['nothing for what is outside of all', base.replace('import x', 'import y'), [], []],
    ['nothing where nothing changed', base, [], []],
    ['all that a new file has', '', ['Auth.check', 'Auth.sign', 'first'], ['Auth']],
  ])('are %s', (_, changed, leaves, containers) => {
    const [before, after] = changed === '' ? ['', base] : [base, changed];
    expect(touchedSymbols(parse(before), parse(after))).toEqual({ leaves, containers });
  });
}); // prettier-ignore
