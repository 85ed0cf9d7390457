import { styleText } from 'node:util';

/** Marks up text for a terminal; leaves it as it is where colours are not wanted. */
export interface Style {
  heading(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  attention(text: string): string;
  bad(text: string): string;
}

type Format = Parameters<typeof styleText>[0];

/** Chooses the style of an output: colours on a terminal, unless NO_COLOR is set or the terminal has none. */
export function styleFor(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): Style {
  const colours = isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  const mark = (format: Format) => (text: string) => (colours ? styleText(format, text) : text);
  return {
    heading: mark('bold'),
    faint: mark('dim'),
    good: mark('green'),
    attention: mark('yellow'),
    bad: mark('red'),
  };
}
