import type { Side } from '../classify/regionNature';
import { ours, say, theirs } from '../classify/sentence';
import type { Change } from './became';
import { whatBecame } from './became';
import type { Finding, FindingPlace } from './finding';
import type { Resolver, Target } from './resolve';

/** Where breaks are looked for. */
export interface Search {
  readonly user: Side;
  /** What the other side changed. */
  readonly change: Change;
  readonly seen: Resolver;
  readonly merged: Resolver;
}

/** Says what became of a definition or module that something uses; nothing where the other side did not do it. */
export function goneFinding(target: Target, place: FindingPlace, user: Side, change: Change): Finding[] {
  // prettier-ignore
  const [by, from] = user === 'ours' ? [theirs, ours] : [ours, theirs];
  if (target.kind === 'module') {
    const [path] = target.paths;
    if (path === undefined || change.after.has(path) || !change.before.has(path)) return [];
    const first = change.before
      .facts(path)
      ?.declarations.find(({ kind }) => kind !== 'field' && kind !== 'method');
    const became =
      first === undefined ? null : whatBecame({ kind: 'declaration', path, declaration: first }, change);
    const common = { name: path, severity: 'high', user } as const;
    if (became?.kind === 'moved') {
      const there = { path: became.path, range: { start: 0, end: 1 } };
      return [{ ...common, rule: 'moved', places: placesOf(user, place, there), sentence: say`${by} moved ${path} to ${became.path}; ${from} newly imports it in ${place.path}.`, advice: `Import ${became.path}.` }]; // prettier-ignore
    }
    return [{ ...common, rule: 'removed', places: placesOf(user, place, null), sentence: say`${by} removed ${path}, which ${from} newly imports in ${place.path}.`, advice: 'Keep it, or do without it.' }]; // prettier-ignore
  }
  if (!change.before.facts(target.path)?.declarations.some(({ name }) => name === target.declaration.name)) return []; // prettier-ignore
  if (isPassedOn(target, change)) return [];
  const became = whatBecame(target, change);
  const { name } = target.declaration;
  const at = (line: number): FindingPlace | null => change.after.has(target.path) ? { path: target.path, range: { start: line, end: line } } : null; // prettier-ignore
  const common = { name, severity: 'high', user } as const;
  const where = `in ${place.path}`;
  switch (became.kind) {
    case 'renamed': {
      const now = became.declaration;
      const there = { path: became.path, range: { start: now.line, end: now.line + 1 } };
      return [{ ...common, rule: 'renamed', places: placesOf(user, place, there), sentence: say`${by} renamed ${name} to ${now.name} in ${target.path}; ${from} newly uses ${name} ${where}.`, advice: `Use ${now.name}.` }]; // prettier-ignore
    }
    case 'moved': {
      const now = became.declaration;
      const there = { path: became.path, range: { start: now?.line ?? 0, end: (now?.line ?? 0) + 1 } };
      return [{ ...common, rule: 'moved', places: placesOf(user, place, there), sentence: say`${by} moved ${name} from ${target.path} to ${became.path}; ${from} newly uses it ${where}.`, advice: `Take it from ${became.path}.` }]; // prettier-ignore
    }
    case 'hidden':
      return [{ ...common, rule: 'hidden', places: placesOf(user, place, at(target.declaration.line)), sentence: say`${by} no longer exports ${name} from ${target.path}; ${from} newly uses it ${where}.`, advice: 'Export it again, or do without it.' }]; // prettier-ignore
    case 'removed':
      return [{ ...common, rule: 'removed', places: placesOf(user, place, at(target.declaration.line)), sentence: say`${by} removed ${name} from ${target.path}; ${from} newly uses it ${where}.`, advice: 'Keep it, or do without it.' }]; // prettier-ignore
  }
}

/** Puts the user's place and the other's where they belong. */
export function placesOf(
  user: Side,
  used: Finding['places']['ours'],
  changed: Finding['places']['ours'],
): Finding['places'] {
  return user === 'ours' ? { ours: used, theirs: changed } : { ours: changed, theirs: used };
}

// The other side's file has the name from elsewhere, and where that is cannot be followed.
function isPassedOn(
  { path, declaration }: Extract<Target, { kind: 'declaration' }>,
  { after }: Change,
): boolean {
  const [name = ''] = declaration.name.split('.');
  const facts = after.facts(path);
  const isImported = facts?.imports.some(({ local }) => local === name) === true;
  return isImported || facts?.exports.some((one) => one.name === name && one.module !== null) === true;
}
