const token =
  /\s+|#[^\n]*|"(?:\\[^]|[^"\\])*"|[A-Za-z_]\w*|\d[\w.]*|\|\||&&|[-+*/%^!=<>]=|>>|\|&|\+\+|--|[^]/y;

/** Says whether a program of `awk` may write a file or run a command. */
export function awkWrites(program: string): boolean {
  // Behind a parenthesis a slash may divide, or begin a pattern.
  return mayWrite(program, true) || mayWrite(program, false);
}

function mayWrite(program: string, isValue: boolean): boolean {
  let at = 0;
  let before = '';
  // How deep a parenthesis is open in a `print`, in which `>` does not compare; null: in none.
  let printing: number | null = null;
  while (at < program.length) {
    const pattern = regex.exec(program.slice(at));
    token.lastIndex = at;
    const found =
      pattern !== null && startsPattern(before, isValue) ? pattern[0] : (token.exec(program)?.[0] ?? '');
    at += Math.max(found.length, 1);
    if (/^(\s|#)/.test(found)) continue;
    if (found === 'system' || found === '|' || found === '|&' || found === '@') return true;
    if (printing === 0 && /^>>?$/.test(found) && !/^\s*"\/dev\/std(out|err)"\s*(?:[;}\n]|$)/.test(program.slice(at))) return true; // prettier-ignore
    printing = depthAfter(found, printing);
    before = found;
  }
  return false;
}

const regex = /^\/(?:\\[^]|\[\^?\]?[^\]\n]*\]|[^\\/\n[])*\//;

// Behind a value a slash divides.
function startsPattern(before: string, isValue: boolean): boolean {
  if (before === ')') return !isValue;
  return !/^(?:[\w.)\]$"]|\+\+|--)/.test(before) || /^(print|printf|return|in|case|getline)$/.test(before);
}

function depthAfter(found: string, printing: number | null): number | null {
  if (/^printf?$/.test(found)) return 0;
  if (printing === null || /^[;}]$/.test(found)) return null;
  return printing + (/^[([]$/.test(found) ? 1 : /^[)\]]$/.test(found) ? -1 : 0);
}
