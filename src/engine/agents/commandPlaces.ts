import type { Stats } from 'node:fs';
import { statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { ClaimTarget } from '../../core/claimTarget';
import { fileTarget, hasMagic } from '../../core/claimTarget';
import { CoordinatorError } from '../../core/errors';
import type { PathRules } from '../../core/repositoryPath';
import { repositoryPathKey } from '../../core/repositoryPath';
import type { WriteTarget } from '../../core/shell/shellWrites';
import { escape, unescape } from '../../core/shell/word';
import type { ResolvePath } from '../claims/targets';
import type { RepositoryPath } from '../repositoryPaths';

/** A file, a folder or a glob that a command would write. */
export interface CommandPlace {
  readonly target: ClaimTarget;
  /** The top of the worktree whose copy it is. */
  readonly worktree: string;
}

/** What of a repository a command would write. */
export interface CommandPlaces {
  /** The files that it names, by absolute path. */
  readonly files: readonly string[];
  /** The folders and globs of which it may write anything. */
  readonly areas: readonly CommandPlace[];
  /** The worktrees of which it may discard whatever is changed there. */
  readonly discarded: readonly CommandPlace[];
}

/** Finds which files, folders and globs of the repository a command's targets are; what lies outside is left out. */
export function placesOf(
  writes: readonly WriteTarget[],
  resolvePath: ResolvePath,
  rules: PathRules,
): CommandPlaces {
  const files = new Set<string>();
  const areas: CommandPlace[] = [];
  const discarded: CommandPlace[] = [];
  for (const named of writes) {
    const write = fromRoot(named, resolvePath);
    if (write === null) continue;
    if (write.kind === 'worktree') discarded.push(...worktreeAround(write.path, resolvePath));
    else if (write.kind === 'glob') {
      areas.push(...globArea(write.path, resolvePath, rules));
      const literal = unescape(write.path);
      // A glob that matches nothing is a name to most programs, and to the shell.
      if (statOf(literal) === undefined) areas.push(...filePlaces([literal], resolvePath));
      else addNamed({ ...write, kind: 'tree', path: literal });
    } else addNamed(write);
  }
  return { files: [...files], areas, discarded };

  function addNamed(write: WriteTarget): void {
    const path = destinationOf(write);
    const place = path === null ? null : tryResolve(resolvePath, path);
    if (place === null || path === null) return;
    if (isFolder(path)) areas.push(...(write.kind === 'tree' ? [folderArea(place)] : []));
    else {
      if (place.path !== '') files.add(path);
      // What is no folder here may be one where it is held.
      if (write.kind === 'tree' && place.path !== '' && statOf(path)?.isFile() !== true) areas.push(folderArea(place)); // prettier-ignore
    }
  }
}

function fromRoot(write: WriteTarget, resolvePath: ResolvePath): WriteTarget | null {
  if (write.fromTop === null) return write;
  const worktree = tryResolve(resolvePath, write.path)?.worktree.split(sep).join('/');
  if (worktree === undefined) return null;
  return { ...write, path: `${write.kind === 'glob' ? escape(worktree) : worktree}/${write.fromTop}` };
}

// A copy into a folder has its own name there; a file cannot be written where a folder is.
function destinationOf({ kind, path, inFolder }: WriteTarget): string | null {
  if (!isFolder(path)) return path;
  if (inFolder !== null) return join(path, inFolder);
  return kind === 'tree' ? path : null;
}

function folderArea({ path, key, worktree }: RepositoryPath): CommandPlace {
  return { target: { kind: 'folder', path, key, symbol: null }, worktree };
}

function worktreeAround(folder: string, resolvePath: ResolvePath): CommandPlace[] {
  const place = tryResolve(resolvePath, folder);
  return place === null ? [] : [folderArea({ ...place, path: '', key: '' })];
}

function globArea(glob: string, resolvePath: ResolvePath, rules: PathRules): CommandPlace[] {
  const parts = glob.split('/');
  const first = parts.findIndex((part) => hasMagic(part.replace(/\\[^]/g, '')));
  const fixed = parts.slice(0, first < 0 ? -1 : Math.min(first, parts.length - 1));
  const place = tryResolve(resolvePath, unescape(fixed.join('/')) || '/');
  if (place === null) return [];
  const rest = parts.slice(fixed.length).join('/');
  const path = place.path === '' ? rest : `${escape(place.path)}/${rest}`;
  const target = { kind: 'glob', path, key: repositoryPathKey(path, rules), symbol: null } as const;
  return [{ target, worktree: place.worktree }];
}

function isFolder(path: string): boolean {
  return statOf(path)?.isDirectory() === true;
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

/** Finds which file or folder of the repository an absolute path names; null when it lies outside. */
export function tryResolve(resolvePath: ResolvePath, path: string): RepositoryPath | null {
  try {
    return resolvePath('/', path);
  } catch (error) {
    if (error instanceof CoordinatorError) return null;
    throw error;
  }
}

/** The files that are named by absolute path, as far as they are of the repository. */
export function filePlaces(files: readonly string[], resolvePath: ResolvePath): readonly CommandPlace[] {
  const places = files.flatMap((path) => tryResolve(resolvePath, path) ?? []);
  return places.map((place) => ({ target: fileTarget(place), worktree: place.worktree }));
}
