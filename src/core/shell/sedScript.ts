/** What a script of `sed` does besides printing. */
export interface SedEffects {
  /** The files that it writes. */
  readonly files: readonly string[];
  /** Whether it may do more than that: it runs a command, or it could not be read. */
  readonly isUnknown: boolean;
}

/** Reads a script of `sed`, as GNU's manual has its commands; what it cannot read may do anything. */
export function readSedScript(script: string): SedEffects {
  const files: string[] = [];
  let rest = script;
  for (;;) {
    rest = rest.replace(/^(?:[\s;{}]|#.*)+/, '');
    if (rest === '') return { files, isUnknown: false };
    const afterAddress = withoutAddress(rest);
    const step = afterAddress === null ? null : readCommand(afterAddress);
    if (step === null) return { files, isUnknown: true };
    if (step.file !== null && !/^\/dev\/std(out|err)$/.test(step.file)) files.push(step.file);
    rest = step.rest;
  }
}

interface Step {
  readonly file: string | null;
  readonly rest: string;
}

function withoutAddress(text: string): string | null {
  const one = /^(?:\d+(?:~\d+)?|\$|\/(?:\[\^?\]?[^\]\n]*\]|\\[^]|[^\\/\n[])*\/[IM]*|\\([^\\\n])(?:\[\^?\]?[^\]\n]*\]|\\[^]|(?!\1)[^\\\n[])*\1[IM]*)/; // prettier-ignore
  const [first] = one.exec(text) ?? [''];
  let rest = text.slice(first.length).trimStart();
  if (first !== '' && rest.startsWith(',')) {
    rest = rest.slice(1).trimStart();
    const [second] = /^[+~]\d+/.exec(rest) ?? one.exec(rest) ?? [''];
    if (second === '') return null;
    rest = rest.slice(second.length).trimStart();
  }
  return rest.replace(/^(!\s*)+/, '');
}

const end = /^[ \t]*(?=[;}\n#]|$)/;

function readCommand(text: string): Step | null {
  const name = text.charAt(0);
  const rest = text.slice(1);
  if (/[{}]/.test(name)) return { file: null, rest };
  if (/[=dDgGhHnNpPxzF]/.test(name)) return ended(rest);
  if (/[lLqQ]/.test(name)) return ended(rest.replace(/^[ \t]*\d+/, ''));
  if (/[:btTv]/.test(name)) return { file: null, rest: rest.replace(/^[ \t]*[^\s;}]*/, '') };
  if (/[aic]/.test(name)) return { file: null, rest: rest.replace(/^(?:\\[^]|[^\\\n])*/, '') };
  if (/[rR]/.test(name)) return { file: null, rest: rest.replace(/^[^\n]*/, '') };
  if (/[wW]/.test(name)) return written(rest);
  if (name === 'y' || name === 's') return substitution(name, rest);
  return null;
}

function ended(rest: string): Step | null {
  return end.test(rest) ? { file: null, rest } : null;
}

function written(rest: string): Step | null {
  const [line = ''] = /^[^\n]*/.exec(rest) ?? [];
  const file = line.trim();
  return file === '' ? null : { file, rest: rest.slice(line.length) };
}

function substitution(name: 's' | 'y', text: string): Step | null {
  const [parts] =
    /^([^\\\n])(?:\[\^?\]?[^\]\n]*\]|\\[^]|(?!\1)[^\\[])*\1(?:\\[^]|(?!\1)[^\\])*\1/.exec(text) ?? [];
  if (parts === undefined) return null;
  const rest = text.slice(parts.length);
  if (name === 'y') return ended(rest);
  const [flags] = /^[gpiImM\d]*/.exec(rest) ?? [''];
  const next = rest.slice(flags.length);
  return next.startsWith('w') ? written(next.slice(1)) : ended(next);
}
