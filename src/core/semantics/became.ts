import type { Declaration } from './facts';
import type { Target } from './resolve';
import type { Project } from './project';

/** What one side made of a definition that can no longer be reached. */
export type Became =
  | { readonly kind: 'removed' | 'hidden' }
  | { readonly kind: 'renamed'; readonly path: string; readonly declaration: Declaration }
  | { readonly kind: 'moved'; readonly path: string; readonly declaration: Declaration | null };

/** Two states of a repository, and the files that differ. */
export interface Change {
  readonly before: Project;
  readonly after: Project;
  readonly paths: readonly string[];
}

/** Finds out what a change made of a definition. */
export function whatBecame(
  { path, declaration }: Extract<Target, { kind: 'declaration' }>,
  change: Change,
): Became {
  const there = change.after.facts(path);
  if (there?.declarations.some(({ name }) => name === declaration.name) === true) return { kind: 'hidden' };
  const added = addedIn(path, change);
  const renamed =
    added.find((one) => isRenamed(declaration, one)) ?? onlyHeir(declaration, added, path, change);
  if (renamed !== undefined) return { kind: 'renamed', path, declaration: renamed };
  for (const other of change.paths) {
    if (other === path) continue;
    const same = addedIn(other, change).find(({ name, kind }) => name === declaration.name && kind === declaration.kind); // prettier-ignore
    if (same !== undefined) return { kind: 'moved', path: other, declaration: same };
  }
  for (const other of change.paths) {
    const same =
      other === path ? undefined : addedIn(other, change).find((one) => isRenamed(declaration, one));
    if (same !== undefined) return { kind: 'moved', path: other, declaration: same };
  }
  return { kind: 'removed' };
}

function addedIn(path: string, { before, after }: Change): readonly Declaration[] {
  const known = new Set(before.facts(path)?.declarations.map(({ name }) => name));
  return after.facts(path)?.declarations.filter(({ name }) => !known.has(name)) ?? [];
}

function isRenamed(old: Declaration, now: Declaration): boolean {
  if (old.kind !== now.kind || ownerOf(old) !== ownerOf(now) || old.body.length < shortestBody) return false;
  return old.body.replaceAll(simple(old), '') === now.body.replaceAll(simple(now), '');
}

const shortestBody = 6;

/** The one definition of its kind that came where one went, when the two are alike. */
function onlyHeir(
  old: Declaration,
  added: readonly Declaration[],
  path: string,
  { before, after }: Change,
): Declaration | undefined {
  const isPeer = ({ kind, name }: Declaration): boolean =>
    kind === old.kind && ownerOf({ name }) === ownerOf(old);
  const present = new Set(after.facts(path)?.declarations.map(({ name }) => name));
  const gone = before.facts(path)?.declarations.filter((one) => isPeer(one) && !present.has(one.name)) ?? [];
  const [heir, ...others] = added.filter(isPeer);
  if (heir === undefined || others.length > 0 || gone.length !== 1) return undefined;
  return likeness(old.body, heir.body) >= alike ? heir : undefined;
}

const alike = 0.6;

/** The share of two texts that their common beginning and end make up. */
function likeness(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start++;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  return (start + end) / Math.max(1, one.length, other.length);
}

function ownerOf({ name }: Pick<Declaration, 'name'>): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')));
}

function simple({ name }: Declaration): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
