import { lstatSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ClaimTarget } from '../../core/claimTarget';
import { fileTarget, fixedPartOf, hasMagic, symbolTarget } from '../../core/claimTarget';
import { invalidInput } from '../../core/errors';
import type { PathRules } from '../../core/repositoryPath';
import { repositoryPathKey } from '../../core/repositoryPath';
import { languageOf } from '../../core/syntax/languages';
import type { RepositoryPath } from '../repositoryPaths';

/**
 * Finds which file or folder of the repository a path names; the top of a worktree is the empty path. `isThere` saves
 * the look where the caller knows.
 */
export type ResolvePath = (cwd: string, path: string, isThere?: boolean) => RepositoryPath;

/** A name of a resource has two letters at least before the colon: `C:\file` is a file. */
const resource = /^([a-z][a-z0-9-]+):(.+)$/s;
const longestSymbol = 200;

/**
 * Finds out what a text names: `src/a.ts`, `src/` or `folder:src`, `src/**` or `glob:src/**`, `src/a.ts#name` or
 * `symbol:src/a.ts#name` (of a file in a language that is not known: the file), and with any other word before a colon a resource such as `port:3000`.
 * @param cwd where relative paths and globs begin.
 * @throws CoordinatorError `invalidInput`, `pathOutsideRepository`.
 */
export function readTarget(
  resolvePath: ResolvePath,
  cwd: string,
  text: string,
  rules: PathRules,
): ClaimTarget {
  const [, word = '', rest = ''] = resource.exec(text) ?? [];
  switch (word) {
    case 'file':
      return pathTarget('file', resolvePath(cwd, rest));
    case 'folder':
      return pathTarget('folder', resolvePath(cwd, rest));
    case 'glob':
      return globTarget(resolvePath, cwd, rest, rules);
    case 'symbol':
      return symbolAt(resolvePath, cwd, rest);
    case '':
      return pathText(resolvePath, cwd, text, rules);
    default:
      return { kind: 'resource', path: text, key: text, symbol: null };
  }
}

// What is there is taken for what it is, whatever characters its name has.
function pathText(resolvePath: ResolvePath, cwd: string, text: string, rules: PathRules): ClaimTarget {
  if (/[/\\]$/.test(text)) return pathTarget('folder', resolvePath(cwd, text));
  const name = resolve(cwd, text);
  const named = lstatSync(name, { throwIfNoEntry: false });
  const there = named?.isSymbolicLink() === true ? statSync(name, { throwIfNoEntry: false }) : named;
  if (there === undefined) {
    if (/.#./.test(text)) return symbolAt(resolvePath, cwd, text);
    if (hasMagic(text)) return globTarget(resolvePath, cwd, text, rules);
  }
  const place = resolvePath(cwd, text, named !== undefined);
  return pathTarget(place.path === '' || there?.isDirectory() === true ? 'folder' : 'file', place);
}

function pathTarget(kind: 'file' | 'folder', { path, key }: RepositoryPath): ClaimTarget {
  if (kind === 'file' && path === '') throw invalidInput('"file:"', 'it names the top of a worktree, which is a folder'); // prettier-ignore
  return { kind, path, key, symbol: null };
}

function globTarget(resolvePath: ResolvePath, cwd: string, text: string, rules: PathRules): ClaimTarget {
  const glob = text.replaceAll('\\', '/').replace(/^\.\//, '');
  const base = fixedPartOf(glob);
  const place = resolvePath(cwd, base === '' ? '.' : base);
  const rest = base === '' ? glob : glob.slice(base.length + 1);
  if (rest.split('/').includes('..')) throw invalidInput(`the glob "${text}"`, 'it has ".." behind a special character'); // prettier-ignore
  const path = place.path === '' ? rest : `${place.path}/${rest}`;
  return { kind: 'glob', path, key: repositoryPathKey(path, rules), symbol: null };
}

function symbolAt(resolvePath: ResolvePath, cwd: string, text: string): ClaimTarget {
  const at = text.lastIndexOf('#');
  const symbol = text.slice(at + 1).trim();
  if (at < 1 || symbol === '' || symbol.length > longestSymbol)
    throw invalidInput(`the symbol "${text}"`, 'it is to be a file and a name in it, such as src/auth.ts#validateToken'); // prettier-ignore
  const place = resolvePath(cwd, text.slice(0, at));
  // Where nothing can tell its parts apart, a claim on a part must keep others out of all of it.
  return languageOf(place.path) === null ? fileTarget(place) : symbolTarget(place, symbol);
}
