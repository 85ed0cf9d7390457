import type { Family } from './family';
import type { Project } from './project';
import { folderOf, joinPath } from './project';

/**
 * Finds the files that a module name stands for in a file; empty when they are not in the repository, or several could
 * be meant. A package of Go is several files, a module of any other language one.
 */
export function modulePaths(
  project: Project,
  from: string,
  module: string,
  family: Family,
): readonly string[] {
  return finders[family](project, from, module);
}

const finders: Readonly<
  Record<Family, (project: Project, from: string, module: string) => readonly string[]>
> = {
  script(project, from, module) {
    if (module.startsWith('.')) return scriptFile(project, joinPath(folderOf(from), module));
    // Aliases of tsconfig and of bundlers, and packages of a workspace.
    const alias = /^(?:@|~|#|src)\/(.+)$/.exec(module)?.[1];
    return alias === undefined ? workspaceFile(project, from, module) : aliasFile(project, from, alias);
  },
  python(project, from, module) {
    const [, dots = '', rest = ''] = /^(\.*)(.*)$/s.exec(module) ?? [];
    const path = rest.replaceAll('.', '/');
    if (dots === '') return pythonFile(project, from, path);
    const folder = joinPath(folderOf(from), '../'.repeat(dots.length - 1));
    if (folder === null) return [];
    return firstThere(project, rest === '' ? [`${folder}/__init__.py`] : [`${folder}/${path}.py`, `${folder}/${path}/__init__.py`]); // prettier-ignore
  },
  go(project, from, module) {
    const parts = module.split('/');
    for (let length = parts.length; length > 0; length--) {
      const files = project.inFolder(parts.slice(-length).join('/')).filter((path) => path.endsWith('.go') && !path.endsWith('_test.go')); // prettier-ignore
      if (files.length > 0 && folderOf(files[0] ?? '') !== folderOf(from)) return files;
    }
    return [];
  },
  rust: (project, from, module) => rustFile(project, from, module === '' ? [] : module.split('::')),
  java(project, _, module) {
    const path = `${module.replaceAll('.', '/')}.java`;
    const found = project.named(path.slice(path.lastIndexOf('/') + 1)).filter((one) => one === path || one.endsWith(`/${path}`)); // prettier-ignore
    return found.length === 1 ? found : [];
  },
};

function firstThere(project: Project, paths: readonly string[]): readonly string[] {
  const found = paths.map((path) => path.replace(/^\//, '')).find((path) => project.has(path));
  return found === undefined ? [] : [found];
}

const scriptEndings = ['ts', 'tsx', 'd.ts', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs'] as const;

function scriptFile(project: Project, path: string | null): readonly string[] {
  if (path === null) return [];
  const bare = path.replace(/\.(js|jsx|mjs|cjs)$/, '');
  const endings = [...scriptEndings.map((ending) => `${bare}.${ending}`), ...scriptEndings.map((ending) => `${path}/index.${ending}`)]; // prettier-ignore
  return firstThere(
    project,
    [path, ...endings].map((one) => (one.startsWith('/') ? one.slice(1) : one)),
  );
}

// The root of an alias is some folder above the file, or `src` in it.
function aliasFile(project: Project, from: string, path: string): readonly string[] {
  for (
    let folder: string | null = folderOf(from);
    folder !== null;
    folder = folder === '' ? null : folderOf(folder)
  ) {
    for (const root of [folder, joinPath(folder, 'src'), joinPath(folder, 'app')]) {
      const found = scriptFile(project, root === null ? null : joinPath(root, path));
      if (found.length > 0) return found;
    }
  }
  return [];
}

function workspaceFile(project: Project, from: string, module: string): readonly string[] {
  const [, name, rest] = /^(?:@[^/]+\/)?([^/]+)(?:\/(.+))?$/.exec(module) ?? [];
  if (name === undefined) return [];
  const group = /^((?:.*\/)?(?:packages|libs|apps|modules))\//.exec(from)?.[1];
  if (group === undefined) return [];
  const root = `${group}/${name}`;
  for (const folder of [`${root}/src`, root]) {
    const found = scriptFile(project, rest === undefined ? `${folder}/index` : `${folder}/${rest}`);
    if (found.length > 0) return found;
  }
  return [];
}

// Absolute imports begin at the top, at `src`, or at some folder that is put on the path.
function pythonFile(project: Project, from: string, path: string): readonly string[] {
  for (const file of [`${path}.py`, `${path}/__init__.py`]) {
    const direct = firstThere(project, [file, `src/${file}`, joinPath(folderOf(from), file) ?? file]);
    if (direct.length > 0) return direct;
    const name = file.slice(file.lastIndexOf('/') + 1);
    if (!path.includes('/')) continue;
    const found = project.named(name).filter((one) => one.endsWith(`/${file}`));
    if (found.length === 1) return found;
  }
  return [];
}

function rustFile(project: Project, from: string, names: readonly string[]): readonly string[] {
  const [first, ...rest] = names;
  const here = from.replace(/(^|\/)(mod|lib|main)\.rs$/, '').replace(/\.rs$/, '');
  if (first === undefined) return [from];
  if (first === 'crate') return rustModule(project, crateRoot(project, from), rest);
  if (first === 'self') return rustModule(project, here, rest, from);
  if (first === 'super') {
    let [folder, left] = [folderOf(here), rest];
    while (left[0] === 'super') [folder, left] = [folderOf(folder), left.slice(1)];
    return rustModule(project, folder, left);
  }
  const inside = rustModule(project, here, names, from);
  if (inside.length > 0 && inside[0] !== from) return inside;
  const lib = project
    .named('lib.rs')
    .filter((path) => path.split('/').at(-3)?.replaceAll('-', '_') === first);
  return lib.length === 1 ? rustModule(project, folderOf(lib[0] ?? ''), rest) : [];
}

function crateRoot(project: Project, from: string): string {
  for (let folder = folderOf(from); folder !== ''; folder = folderOf(folder))
    if (project.has(`${folder}/lib.rs`) || project.has(`${folder}/main.rs`)) return folder;
  return 'src';
}

/** The file of a module below a folder; an inline module is in that of the one around it. */
function rustModule(
  project: Project,
  folder: string,
  names: readonly string[],
  self?: string,
): readonly string[] {
  const path = [folder, ...names].filter((part) => part !== '').join('/');
  const roots = names.length === 0 ? [`${path}/lib.rs`, `${path}/main.rs`] : [];
  const found = firstThere(project, [...(names.length === 0 && self !== undefined ? [self] : []), `${path}.rs`, `${path}/mod.rs`, ...roots]); // prettier-ignore
  return found;
}
