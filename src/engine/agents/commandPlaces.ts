import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { ClaimTarget } from '../../core/claimTarget';
import { fileTarget } from '../../core/claimTarget';
import { CoordinatorError } from '../../core/errors';
import type { PathRules } from '../../core/repositoryPath';
import { repositoryPathKey } from '../../core/repositoryPath';
import { fixedPartOf } from '../../core/claimTarget';
import type { WriteTarget } from '../../core/shell/shellWrites';
import type { ResolvePath } from '../claims/targets';
import type { RepositoryPath } from '../repositoryPaths';

/** What of a repository a command would write. */
export interface CommandPlaces {
  /** The files that it names, by absolute path. */
  readonly files: readonly string[];
  /** The folders and globs of which it may write anything. */
  readonly areas: readonly ClaimTarget[];
}

/** Finds which files, folders and globs of the repository a command's targets are; what lies outside is left out. */
export function placesOf(
  writes: readonly WriteTarget[],
  resolvePath: ResolvePath,
  rules: PathRules,
): CommandPlaces {
  const files = new Set<string>();
  const areas: ClaimTarget[] = [];
  for (const write of writes) {
    if (write.kind === 'glob') areas.push(...globArea(write.path, resolvePath, rules));
    else {
      const path = destinationOf(write);
      const place = path === null ? null : tryResolve(resolvePath, path);
      if (place === null || path === null) continue;
      if (isFolder(path)) areas.push(...(write.kind === 'tree' ? [folderArea(place)] : []));
      else {
        if (place.path !== '') files.add(path);
        // What is no folder here may be one where it is held.
        if (write.kind === 'tree' && place.path !== '' && !isFile(path)) areas.push(folderArea(place));
      }
    }
  }
  return { files: [...files], areas };
}

// A copy into a folder has its own name there; a file cannot be written where a folder is.
function destinationOf({ kind, path, inFolder }: WriteTarget): string | null {
  if (!isFolder(path)) return path;
  if (inFolder !== null) return join(path, inFolder);
  return kind === 'tree' ? path : null;
}

function folderArea({ path, key }: RepositoryPath): ClaimTarget {
  return { kind: 'folder', path, key, symbol: null };
}

function globArea(glob: string, resolvePath: ResolvePath, rules: PathRules): ClaimTarget[] {
  const base = fixedPartOf(glob);
  const place = tryResolve(resolvePath, base === '' ? '/' : base);
  if (place === null) return [];
  const rest = glob.slice(base.length).replace(/^\//, '');
  const path = place.path === '' ? rest : `${place.path}/${rest}`;
  return [{ kind: 'glob', path, key: repositoryPathKey(path, rules), symbol: null }];
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
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

/** The targets that a command's places are. */
export function targetsOf({ files, areas }: CommandPlaces, resolvePath: ResolvePath): readonly ClaimTarget[] {
  const places = files.flatMap((path) => tryResolve(resolvePath, path) ?? []);
  return [...places.map(fileTarget), ...areas];
}
