import { ours, say, theirs } from '../classify/sentence';
import type { Callable, Declaration, FileFacts, Mark } from './facts';
import { familyOf } from './family';
import type { Finding, FindingPlace, FindingRule } from './finding';
import type { MergedProjects } from './findings';
import { folderOf } from './project';

/** Finds what both sides add under one name, although it may be there once only. */
export function duplicates(projects: MergedProjects): Finding[] {
  const both = projects.changed.ours.filter((path) => projects.changed.theirs.includes(path));
  const inOneFile = both
    .filter((path) => !projects.conflicted.has(path))
    .flatMap((path) => inFile(path, projects));
  return [...inOneFile, ...inPackages(projects), ...acrossFiles(projects), ...migrations(projects)];
}

function inFile(path: string, projects: MergedProjects): Finding[] {
  const [base, one, other, merged] = [projects.base, projects.ours, projects.theirs, projects.merged].map((project) => project.facts(path)); // prettier-ignore
  if (one == null || other == null || merged == null) return [];
  const names = merged.declarations.filter((found) => isTwice(path, found, one, other));
  const fromNames = names.flatMap(({ name }) => finding('duplicate', name, placeOf(path, one, name), placeOf(path, other, name))); // prettier-ignore
  return [
    ...fromNames,
    ...twiceImported(path, one, other, merged),
    ...twiceMarked(path, base, one, other, merged),
  ];
}

// Methods may bear one name when they take different things, and those of one type may belong to several traits.
function isTwice(
  path: string,
  { name, count, calls, kind }: Declaration,
  one: FileFacts,
  other: FileFacts,
): boolean {
  const [ofOne, ofOther] = [one, other].map((facts) =>
    facts.declarations.find((found) => found.name === name),
  );
  if (ofOne === undefined || ofOther === undefined || count <= Math.max(ofOne.count, ofOther.count))
    return false;
  const family = familyOf(path);
  if (family === 'rust' && kind === 'method') return false;
  return family !== 'java' || calls.length === 0 || new Set(calls.map(typesOf)).size < calls.length;
}

function typesOf({ parameters }: Callable): string {
  return parameters.map(({ type }) => type).join();
}

function twiceImported(path: string, one: FileFacts, other: FileFacts, merged: FileFacts): Finding[] {
  const family = familyOf(path);
  if (family === 'python' || family === 'java') return [];
  const count = (facts: FileFacts, name: string): number =>
    facts.imports.filter(({ local }) => local === name).length;
  const names = new Set(
    merged.imports.map(({ local }) => local).filter((local) => local !== '' && local !== '*'),
  );
  const twice = [...names].filter(
    (name) => count(merged, name) > Math.max(1, count(one, name), count(other, name)),
  );
  return twice.flatMap((name) => finding('duplicate', name, importPlace(path, one, name), importPlace(path, other, name))); // prettier-ignore
}

function twiceMarked(
  path: string,
  base: FileFacts | null | undefined,
  one: FileFacts,
  other: FileFacts,
  merged: FileFacts,
): Finding[] {
  // prettier-ignore
  const count = (facts: FileFacts | null | undefined, key: string): number => facts?.marks.filter((mark) => keyOf(mark) === key).length ?? 0; // prettier-ignore
  const keys = new Map(merged.marks.map((mark) => [keyOf(mark), mark]));
  const twice = [...keys].filter(([key]) => count(base, key) === 0 && count(merged, key) > Math.max(1, count(one, key), count(other, key))); // prettier-ignore
  return twice.flatMap(([key, mark]) => finding(rules[mark.kind], mark.key, markPlace(path, one, key), markPlace(path, other, key))); // prettier-ignore
}

const rules = { route: 'route', test: 'test', enumValue: 'enum-value', revision: 'migration' } as const;

function keyOf({ kind, key }: Mark): string {
  return `${kind} ${key}`;
}

/** In Go all files of a folder share their names. */
function inPackages({ base, ours: one, theirs: other, changed }: MergedProjects): Finding[] {
  const added = (path: string, project: MergedProjects['ours']): Declaration[] => {
    const known = new Set(base.facts(path)?.declarations.map(({ name }) => name));
    return (
      project.facts(path)?.declarations.filter(({ name, kind }) => !known.has(name) && kind !== 'field') ?? []
    );
  };
  const goFiles = (paths: readonly string[]): string[] => paths.filter((path) => familyOf(path) === 'go');
  return goFiles(changed.ours).flatMap((path) =>
    goFiles(changed.theirs).flatMap((otherPath) => {
      if (path === otherPath || folderOf(path) !== folderOf(otherPath)) return [];
      if (path.endsWith('_test.go') !== otherPath.endsWith('_test.go')) return [];
      const names = new Set(added(otherPath, other).map(({ name }) => name));
      return added(path, one).filter(({ name }) => names.has(name)).flatMap(({ name }) => finding('duplicate', name, placeOf(path, one.facts(path), name), placeOf(otherPath, other.facts(otherPath), name))); // prettier-ignore
    }),
  );
}

/** Objects that a program has one of, whichever file adds to them. */
const singletons = /^(app|server|fastify|mux|http|api)\./;

function acrossFiles({ base, ours: one, theirs: other, changed }: MergedProjects): Finding[] {
  const added = (path: string, project: MergedProjects['ours']): readonly Mark[] => {
    const known = new Set(base.facts(path)?.marks.map(keyOf));
    const isShared = ({ kind, key }: Mark): boolean =>
      kind === 'revision' || (kind === 'route' && singletons.test(key));
    return project.facts(path)?.marks.filter((mark) => isShared(mark) && !known.has(keyOf(mark))) ?? [];
  };
  return changed.ours.flatMap((path) =>
    added(path, one).flatMap((mark) =>
      changed.theirs.flatMap(
        (otherPath) =>
        otherPath === path ? [] : added(otherPath, other).filter((twin) => keyOf(twin) === keyOf(mark)).flatMap((twin) => finding(rules[mark.kind], mark.key, lineAt(path, mark.line), lineAt(otherPath, twin.line))), // prettier-ignore
      ),
    ),
  );
}

/** Files whose names begin with a number that sets their order. */
function migrations({ base, ours: one, theirs: other, changed }: MergedProjects): Finding[] {
  const numbered = (paths: readonly string[], project: MergedProjects['ours']): Map<string, string> =>
    new Map(paths.filter((path) => !base.has(path) && project.has(path)).flatMap((path) => { const key = migrationKey(path); return key === null ? [] : [[key, path]]; })); // prettier-ignore
  const others = numbered(changed.theirs, other);
  return [...numbered(changed.ours, one)].flatMap(([key, path]) => {
    const twin = others.get(key);
    return twin === undefined || twin === path ? [] : finding('migration', key.slice(key.lastIndexOf('/') + 1), lineAt(path, 0), lineAt(twin, 0)); // prettier-ignore
  });
}

function migrationKey(path: string): string | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const flyway = /^(V\d+(?:[._]\d+)*)__/.exec(name)?.[1];
  if (flyway !== undefined) return `${folderOf(path)}/${flyway}`;
  const number = /migrat|(^|\/)changes(\/|$)/i.test(folderOf(path))
    ? /^(\d{3,})[_-]/.exec(name)?.[1]
    : undefined;
  return number === undefined ? null : `${folderOf(path)}/${number}`;
}

function finding(rule: FindingRule, name: string, one: FindingPlace, other: FindingPlace): Finding[] {
  const where = one.path === other.path ? one.path : `${one.path} and ${other.path}`;
  const what = { duplicate: `a definition of ${name}`, route: `the route ${name}`, test: `a test "${name}"`, 'enum-value': `a member with the value ${name}`, migration: `a migration ${name}` }[rule as string] ?? name; // prettier-ignore
  const sentence = say`${ours} and ${theirs} each added ${what} to ${where}.`;
  return [{ rule, name, severity: rule === 'test' ? 'low' : 'high', user: 'ours', places: { ours: one, theirs: other }, sentence, advice: adviceFor[rule] ?? 'Keep one of them, or give one another name.' }]; // prettier-ignore
}

const adviceFor: Readonly<Partial<Record<FindingRule, string>>> = {
  migration: 'Give the later one the next number.',
  'enum-value': 'Give one of them another value.',
};

function placeOf(path: string, facts: FileFacts | null, name: string): FindingPlace {
  return lineAt(path, facts?.declarations.find((one) => one.name === name)?.line ?? 0);
}

function importPlace(path: string, facts: FileFacts, name: string): FindingPlace {
  return lineAt(path, facts.imports.find(({ local }) => local === name)?.line ?? 0);
}

function markPlace(path: string, facts: FileFacts, key: string): FindingPlace {
  return lineAt(path, facts.marks.find((mark) => keyOf(mark) === key)?.line ?? 0);
}

function lineAt(path: string, line: number): FindingPlace {
  return { path, range: { start: line, end: line + 1 } };
}
