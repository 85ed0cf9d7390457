import type { Side } from '../classify/regionNature';
import { ours, say, theirs } from '../classify/sentence';
import type { Change } from './became';
import { brokenUse } from './broken';
import { duplicates } from './duplicates';
import type { ImportedName, Use } from './facts';
import { familyOf } from './family';
import type { Finding } from './finding';
import type { Search } from './gone';
import { goneFinding, placesOf } from './gone';
import type { Project } from './project';
import { Resolver } from './resolve';

/** A merge as the programs see it. */
export interface MergedProjects {
  readonly base: Project;
  readonly ours: Project;
  readonly theirs: Project;
  /** What the merge makes; where a file conflicts, it is not looked into. */
  readonly merged: Project;
  /** The files that each side changed, added and deleted ones too. */
  readonly changed: Readonly<Record<Side, readonly string[]>>;
  readonly conflicted: ReadonlySet<string>;
}

/** Finds what merges as text and breaks the program, each once for a definition and a file. */
export function findSemanticConflicts(projects: MergedProjects): Finding[] {
  const found = [...breaks('ours', projects), ...breaks('theirs', projects), ...duplicates(projects)];
  const byPlace = new Map<string, Finding>();
  for (const finding of found) {
    const key = JSON.stringify([finding.name, finding.user, finding.places[finding.user]?.path]);
    if (!byPlace.has(key)) byPlace.set(key, finding);
  }
  return [...byPlace.values()];
}

// Each new use is looked up twice: as its author saw the program, and in the merged one.
function breaks(user: Side, projects: MergedProjects): Finding[] {
  const own = projects[user];
  const other: Side = user === 'ours' ? 'theirs' : 'ours';
  const change: Change = { before: projects.base, after: projects[other], paths: projects.changed[other] };
  const search = { user, change, seen: new Resolver(own), merged: new Resolver(projects.merged) };
  const known = usesOfDeleted(user, projects);
  return projects.changed[user].flatMap((path) => {
    const facts = own.facts(path);
    if (facts === null || projects.conflicted.has(path) || !projects.merged.has(path)) return [];
    const before = projects.base.facts(path);
    const uses = newOnes(facts.uses, before?.uses ?? known, useKey);
    const imports = newOnes(facts.imports, before?.imports ?? [], importKey);
    const lost = imports.flatMap((one) => brokenImport(path, one, search));
    // What a broken import brings is broken too.
    const names = new Set(lost.map(({ local }) => local));
    const left = uses.filter((use) => !(use.root === 'name' && names.has(use.path[0] ?? '')));
    return [
      ...lost.flatMap(({ findings }) => findings),
      ...left.flatMap((one) => droppedImport(path, one, projects, search)),
      ...left.flatMap((one) => brokenUse(path, one, search)),
    ];
  });
}

// What is in a file that is new may have been in one that is gone.
function usesOfDeleted(user: Side, projects: MergedProjects): Use[] {
  const gone = projects.changed[user].filter((path) => !projects[user].has(path));
  return gone.flatMap((path) => projects.base.facts(path)?.uses ?? []);
}

function newOnes<T>(now: readonly T[], before: readonly T[], keyOf: (one: T) => string): T[] {
  const left = new Map<string, number>();
  for (const one of before) left.set(keyOf(one), (left.get(keyOf(one)) ?? 0) + 1);
  return now.filter((one) => {
    const count = left.get(keyOf(one)) ?? 0;
    left.set(keyOf(one), count - 1);
    return count <= 0;
  });
}

function useKey({ kind, root, path, count, names }: Use): string {
  return JSON.stringify([kind, root, path, count, names]);
}

function importKey({ local, name, module }: ImportedName): string {
  return JSON.stringify([local, name, module]);
}

function brokenImport(
  path: string,
  imported: ImportedName,
  search: Search,
): { readonly local: string; readonly findings: readonly Finding[] }[] {
  const { user, change, seen, merged } = search;
  const target = seen.import(path, imported);
  if (target === null || merged.import(path, imported) !== null) return [];
  const range = { start: imported.line, end: imported.endLine };
  return [{ local: imported.local, findings: goneFinding(target, { path, range }, user, change) }];
}

// The other side took out an import, or a definition of the same file, whose last use it removed.
function droppedImport(
  path: string,
  use: Use,
  { base, merged, ...sides }: MergedProjects,
  { user, seen, merged: resolver }: Search,
): Finding[] {
  const [name] = use.path;
  const family = familyOf(path);
  if (name === undefined || use.root !== 'name' || family === null) return [];
  const binds = (project: Project): ImportedName | undefined => project.facts(path)?.imports.find(({ local }) => local === name); // prettier-ignore
  const [was, own] = [binds(base), binds(sides[user])];
  const after = merged.facts(path);
  if (was === undefined || own === undefined || after === null || binds(merged) !== undefined) return [];
  if (after.declarations.some((one) => one.name === name) || after.imports.some(({ local }) => local === '*')) return []; // prettier-ignore
  // Where what it brought is gone too, that is what happened.
  if (seen.import(path, own) !== null && resolver.import(path, own) === null) return [];
  const [by, from] = user === 'ours' ? [theirs, ours] : [ours, theirs];
  const places = placesOf(user, { path, range: { start: use.line, end: use.endLine } }, { path, range: { start: was.line, end: was.line } }); // prettier-ignore
  return [{ rule: 'import-dropped', name, severity: 'high', user, places, sentence: say`${by} took the import of ${name} out of ${path}, where ${from} newly uses it.`, advice: 'Keep the import.' }]; // prettier-ignore
}
