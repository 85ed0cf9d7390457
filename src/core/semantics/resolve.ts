import type { Declaration, ImportedName, Use } from './facts';
import type { Family } from './family';
import { familyOf } from './family';
import { modulePaths } from './modules';
import type { Project } from './project';
import { folderOf } from './project';

/** What a name stands for: a definition, or a module as a whole. */
export type Target =
  | { readonly kind: 'declaration'; readonly path: string; readonly declaration: Declaration }
  | { readonly kind: 'module'; readonly paths: readonly string[] };

/** Imports that lead on to others are followed this far. */
const mostSteps = 8;

/** Finds out what the names of a project stand for; null wherever that is not certain. */
export class Resolver {
  constructor(private readonly project: Project) {}

  /** The definition that a place uses. */
  use(path: string, { root, path: names, inside }: Use): Target | null {
    const family = familyOf(path);
    if (family === null) return null;
    // In Java a bare name may be a member of the class around.
    if (root === 'self' || (root === 'name' && family === 'java'))
      return this.own(path, names, inside, family);
    for (let length = family === 'python' ? names.length : 1; length > 0; length--) {
      const start = this.name(path, names.slice(0, length).join('.'), family, mostSteps);
      if (start !== null) return this.members(start, names.slice(length), family);
    }
    return null;
  }

  /** What an import brings. */
  import(path: string, imported: ImportedName): Target | null {
    const family = familyOf(path);
    return family === null ? null : this.imported(path, imported, family, mostSteps);
  }

  /** What calling a class calls: its constructor. */
  constructorOf({ path, declaration }: Extract<Target, { kind: 'declaration' }>): Target | null {
    const family = familyOf(path);
    if (family === null) return null;
    const target = { kind: 'declaration', path, declaration } as const;
    return this.member(target, family === 'python' ? '__init__' : 'constructor', family, mostSteps);
  }

  private own(path: string, names: readonly string[], inside: string, family: Family): Target | null {
    for (let owner = inside; owner !== ''; owner = owner.slice(0, Math.max(0, owner.lastIndexOf('.')))) {
      const found = this.declared(path, owner);
      if (found === null || !/^(class|interface|enum|module)$/.test(found.declaration.kind)) continue;
      const target = this.members(found, names, family);
      if (target !== null) return target;
    }
    const [first, ...rest] = names;
    if (first === undefined || (family !== 'java' && family !== 'rust')) return null;
    const start = this.name(path, first, family, mostSteps);
    return start === null ? null : this.members(start, rest, family);
  }

  private members(start: Target, names: readonly string[], family: Family): Target | null {
    let target: Target | null = start;
    for (const name of names) {
      if (target === null) return null;
      target = this.member(target, name, family, mostSteps);
    }
    return target;
  }

  private name(path: string, name: string, family: Family, steps: number): Target | null {
    if (family === 'rust' && (name === 'crate' || name === 'super')) return this.module(path, name, family);
    const facts = this.project.facts(path);
    if (facts === null || steps === 0) return null;
    const own = this.declared(path, name);
    if (own !== null) return own;
    const imported = facts.imports.find(({ local }) => local === name);
    if (imported !== undefined) return this.imported(path, imported, family, steps);
    const near = this.inPackage(path, name, family);
    if (near !== null) return near;
    for (const all of facts.imports.filter(({ local }) => local === '*')) {
      const found = this.exported(
        modulePaths(this.project, path, all.module, family),
        name,
        family,
        steps - 1,
      );
      if (found !== null) return found;
    }
    return null;
  }

  private inPackage(path: string, name: string, family: Family): Target | null {
    if (family === 'java') return this.declared(`${folderOf(path)}/${name}.java`.replace(/^\//, ''), name);
    if (family !== 'go') return null;
    return this.firstOf(
      this.project.inFolder(folderOf(path)).filter((one) => one.endsWith('.go')),
      name,
    );
  }

  private firstOf(paths: readonly string[], name: string): Target | null {
    for (const path of paths) {
      const found = this.declared(path, name);
      if (found !== null) return found;
    }
    return null;
  }

  private declared(path: string, name: string): Extract<Target, { kind: 'declaration' }> | null {
    const declaration = this.project.facts(path)?.declarations.find((one) => one.name === name);
    return declaration === undefined ? null : { kind: 'declaration', path, declaration };
  }

  private module(path: string, module: string, family: Family): Target | null {
    const paths = modulePaths(this.project, path, module, family);
    return paths.length === 0 ? null : { kind: 'module', paths };
  }

  private imported(
    path: string,
    { name, module }: ImportedName,
    family: Family,
    steps: number,
  ): Target | null {
    const paths = modulePaths(this.project, path, module, family);
    if (family === 'java') return this.javaImport(paths, name, module);
    if (name === null) return paths.length === 0 ? null : { kind: 'module', paths };
    const found = this.exported(paths, name, family, steps - 1);
    if (found !== null) return found;
    // A name may be that of a module in the module.
    if (family === 'python') return this.module(path, module.endsWith('.') ? `${module}${name}` : `${module}.${name}`, family); // prettier-ignore
    return family === 'rust' ? this.module(path, [module, name].filter((part) => part !== '').join('::'), family) : null; // prettier-ignore
  }

  private javaImport(paths: readonly string[], name: string | null, module: string): Target | null {
    const type = module.slice(module.lastIndexOf('.') + 1);
    return this.firstOf(paths, name === null ? type : `${type}.${name}`);
  }

  private exported(paths: readonly string[], name: string, family: Family, steps: number): Target | null {
    if (steps <= 0) return null;
    if (family === 'go') return /^\p{Lu}/u.test(name) ? this.firstOf(paths, name) : null;
    for (const path of paths) {
      const found =
        family === 'script' ? this.scriptExport(path, name, steps) : this.name(path, name, family, steps);
      if (found !== null) return found;
    }
    return null;
  }

  private scriptExport(path: string, name: string, steps: number): Target | null {
    const facts = this.project.facts(path);
    if (facts === null) return null;
    // A module of CommonJS, or a script, says nowhere what it exports.
    if (facts.exports.length === 0) return this.declared(path, name);
    for (const one of facts.exports.filter((each) => each.name === name)) {
      if (one.module === null) return one.local === null ? { kind: 'module', paths: [path] } : this.name(path, one.local, 'script', steps); // prettier-ignore
      const paths = modulePaths(this.project, path, one.module, 'script');
      if (one.local === null) return paths.length === 0 ? null : { kind: 'module', paths };
      const found = this.exported(paths, one.local, 'script', steps - 1);
      if (found !== null) return found;
    }
    for (const { module } of facts.exports.filter((each) => each.name === '*')) {
      const found = this.exported(
        modulePaths(this.project, path, module ?? '', 'script'),
        name,
        'script',
        steps - 1,
      );
      if (found !== null) return found;
    }
    return null;
  }

  private member(target: Target, name: string, family: Family, steps: number): Target | null {
    if (steps === 0) return null;
    if (target.kind === 'module') return this.exported(target.paths, name, family, mostSteps) ?? this.submodule(target, name, family); // prettier-ignore
    const { path, declaration } = target;
    const full = `${declaration.name}.${name}`;
    const files = family === 'go' ? this.project.inFolder(folderOf(path)).filter((one) => one.endsWith('.go')) : [path]; // prettier-ignore
    const own = this.firstOf(files, full);
    if (own !== null) return own;
    for (const type of [...declaration.supers, ...(declaration.type === null ? [] : [declaration.type])]) {
      const [first = '', ...rest] = type.split('.');
      const start = this.name(path, first, family, mostSteps);
      const above = start === null ? null : this.members(start, rest, family);
      const found = above === null ? null : this.member(above, name, family, steps - 1);
      if (found !== null) return found;
    }
    return null;
  }

  private submodule(
    { paths }: Extract<Target, { kind: 'module' }>,
    name: string,
    family: Family,
  ): Target | null {
    const [path] = paths;
    if (path === undefined || (family !== 'python' && family !== 'rust')) return null;
    return family === 'rust'
      ? this.module(path, `self::${name}`, family)
      : this.module(path, `.${name}`, family);
  }
}
