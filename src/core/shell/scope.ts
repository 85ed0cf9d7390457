import { joinPath } from './paths';
import type { SyntaxNode } from '../syntax/syntaxNode';
import type { ShellWrites, WriteTarget } from './shellWrites';
import type { Word } from './word';
import { escape } from './word';

/** More targets than that are not listed: the rest is not known. */
const mostTargets = 500;

/** Collects what a command writes. */
export class Findings {
  private readonly targets = new Map<string, WriteTarget>();
  unknown = false;

  /** @param toPath turns a word's text into a path with `/`, where the shell takes other characters for it too. */
  constructor(private readonly toPath: (text: string) => string = (text) => text) {}

  /** Notes that a word names something that is written; what it names is not known when the folder is not. */
  write(
    cwd: string | null,
    named: Word,
    kind: 'file' | 'tree' | 'worktree',
    inFolder: string | null = null,
  ): void {
    const word = { ...named, text: this.toPath(named.text) };
    const isRelative = !/^([/\\]|[a-z]:)/i.test(word.text);
    if (!word.exact || word.text === '' || (isRelative && cwd === null)) {
      this.unknown = true;
      return;
    }
    const none = { inFolder: null, fromTop: null };
    if (word.glob !== null)
      for (const glob of globsOf(word.glob, kind)) this.add({ ...none, kind: 'glob', path: joinPath(escape(cwd ?? '/'), glob) }); // prettier-ignore
    else if (!isDevice(word.text)) this.add({ ...none, kind, path: joinPath(cwd ?? '/', word.text), inFolder }); // prettier-ignore
  }

  /** Notes that a word names something from the top of the git worktree around a folder. */
  writeFromTop(cwd: string | null, { text, exact, glob }: Word): void {
    const none = { path: cwd ?? '', inFolder: null };
    if (!exact || cwd === null) this.unknown = true;
    else if (glob === null) this.add({ ...none, kind: 'tree', fromTop: text });
    else for (const each of globsOf(glob, 'tree')) this.add({ ...none, kind: 'glob', fromTop: each });
  }

  result(): ShellWrites {
    return { writes: [...this.targets.values()], unknown: this.unknown };
  }

  private add(target: WriteTarget): void {
    if (this.targets.size >= mostTargets) this.unknown = true;
    else this.targets.set(JSON.stringify(target), target);
  }
}

// What a glob matches may be folders, which are written with all below them; with an ending they hardly are.
function globsOf(glob: string, kind: WriteTarget['kind']): string[] {
  const isOfFiles = kind !== 'tree' || /(\.\w+|\.\{[\w,]+\}|\*\*)$/.test(glob);
  return isOfFiles ? [glob] : [glob, `${glob.replace(/\/$/, '')}/**`];
}

function isDevice(path: string): boolean {
  return /^(\/dev\/(null|zero|full|tty|stdin|stdout|stderr|fd\/\d+|random|urandom)|nul|\$null)$/i.test(path);
}

/** What a variable holds: known words, or null when only a run can tell. */
export type Value = Word | null;

/** The names of a function's or a script's arguments. */
export const positional: readonly string[] = '123456789'.split('');

function isSame(one: Value | undefined, other: Value | undefined): boolean {
  if (!one || !other) return one === other;
  return one.text === other.text && one.exact === other.exact && one.glob === other.glob;
}

/** What a part of a command is run with. A subshell has a copy. */
export class Scope {
  /** null when it is not known. */
  cwd: string | null;
  private previous: string | null;
  private readonly stack: (string | null)[];
  readonly variables: Map<string, Value>;
  /** null: what it does is not known. */
  readonly functions: Map<string, { readonly body: SyntaxNode } | null>;

  constructor(
    readonly start: string,
    readonly home: string,
    from?: Scope,
  ) {
    this.cwd = from === undefined ? start : from.cwd;
    this.previous = from?.previous ?? null;
    this.stack = [...(from?.stack ?? [])];
    this.variables = new Map(from?.variables);
    this.functions = new Map(from?.functions);
  }

  fork(): Scope {
    return new Scope(this.start, this.home, this);
  }

  /** Goes to a folder as `cd` does. */
  enter(word: Word): void {
    const old = this.cwd;
    if (word.exact && word.text === '-') this.cwd = this.previous;
    else this.cwd = this.resolve(word);
    this.previous = old;
  }

  push(word: Word | undefined): void {
    this.stack.push(this.cwd);
    if (word === undefined) this.cwd = null;
    else this.enter(word);
  }

  pop(): void {
    this.cwd = this.stack.pop() ?? null;
  }

  /** What is true after either this went on, or the other did. */
  mergeWith(other: Scope): void {
    if (other.cwd !== this.cwd) this.cwd = null;
    this.mergeNames(other);
  }

  /** The same for what variables and functions are, not for the folder. */
  mergeNames(other: Scope): void {
    for (const name of new Set([...this.variables.keys(), ...other.variables.keys()]))
      if (!isSame(this.variables.get(name), other.variables.get(name))) this.variables.set(name, null);
    for (const name of new Set([...this.functions.keys(), ...other.functions.keys()]))
      if (this.functions.get(name) !== other.functions.get(name)) this.functions.set(name, null);
  }

  /** Takes variables for ones that are not known any more; null: all of them. */
  forget(names: readonly string[] | null): void {
    for (const name of names ?? [...this.variables.keys()]) this.variables.set(name, null);
  }

  private resolve(word: Word): string | null {
    if (!word.exact || word.glob !== null || word.text === '') return null;
    if (/^([/\\]|[a-z]:)/i.test(word.text)) return joinPath(this.cwd ?? this.start, word.text);
    return this.cwd === null ? null : joinPath(this.cwd, word.text);
  }
}
