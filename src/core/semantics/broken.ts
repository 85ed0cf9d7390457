import type { Side } from '../classify/regionNature';
import type { Sentence, SideName } from '../classify/sentence';
import { ours, say, theirs } from '../classify/sentence';
import type { Callable, Declaration, Use } from './facts';
import { familyOf } from './family';
import type { Finding, FindingRule } from './finding';
import { callChange, fitsCall, shapeProblem } from './fits';
import type { Search } from './gone';
import { goneFinding, placesOf } from './gone';
import type { Resolver, Target } from './resolve';

type Found = Extract<Target, { kind: 'declaration' }>;

/** Says what becomes of a new use in the merged program, where it no longer does what it was written for. */
export function brokenUse(path: string, use: Use, search: Search): Finding[] {
  const { user, seen, merged, change } = search;
  const target = seen.use(path, use);
  if (target === null) return brokenBefore(path, use, search);
  const place = { path, range: { start: use.line, end: use.endLine } };
  const now = merged.use(path, use);
  if (now === null) return goneFinding(target, place, user, change);
  if (target.kind !== 'declaration' || now.kind !== 'declaration') return [];
  const problem = problemOf(use, target, now, search, path);
  if (problem === null) return [];
  const { declaration } = now;
  const there = { path: now.path, range: { start: declaration.line, end: declaration.line + 1 } };
  return [{ ...problem, name: declaration.name, user, places: placesOf(user, place, there) }];
}

// Of `user.name.trim()` only the first two are of this repository.
function brokenBefore(path: string, use: Use, search: Search): Finding[] {
  if (use.path.length < 2) return [];
  return brokenUse(path, { ...use, kind: 'reference', path: use.path.slice(0, -1) }, search);
}

type Problem = Pick<Finding, 'rule' | 'severity' | 'sentence' | 'advice'>;

function problemOf(use: Use, before: Found, after: Found, search: Search, path: string): Problem | null {
  if (use.kind === 'call' || use.kind === 'construct') return callProblem(use, before, after, search, path);
  if (use.kind === 'reference' || use.kind === 'import') return null;
  const was = shapeProblem(use, before.declaration.shape);
  const is = shapeProblem(use, after.declaration.shape);
  if (was !== null || is === null) return null;
  const [by, from] = names(search.user);
  const { name } = after.declaration;
  const what = [...is.missing.map((one) => `needs ${one}`), ...is.unknown.map((one) => `has no ${one} any more`)].slice(0, 3).join(', '); // prettier-ignore
  const sentences: Readonly<Record<string, readonly [FindingRule, Sentence]>> = {
    literal: [
      'shape',
      say`${by} changed ${name} in ${after.path} (it ${what}); ${from} newly makes one in ${path}.`,
    ],
    implement: ['implementation', say`${by} changed ${name} in ${after.path} (it ${what}); ${from} newly implements it in ${path}.`], // prettier-ignore
    match: ['cases', say`${by} changed the cases of ${name} in ${after.path} (it ${what}); ${from} newly lists them all in ${path}.`], // prettier-ignore
  };
  const [rule, sentence] = sentences[use.kind] ?? ['shape', []];
  return { rule, sentence, severity: 'high', advice: `Adapt it: ${name} ${what}.` };
}

function callProblem(use: Use, before: Found, after: Found, search: Search, path: string): Problem | null {
  const family = familyOf(path);
  const [was, is] = [callables(before, search.seen), callables(after, search.merged)];
  if (family === null || !fitsCall(use, was)) return null;
  const [by, from] = names(search.user);
  const { name } = after.declaration;
  const called = `${name} in ${after.path}`;
  if (!fitsCall(use, is))
    return { rule: 'arguments', severity: 'high', sentence: say`${by} changed the parameters of ${called} to ${signature(is)}; ${from} newly calls it with ${given(use)} in ${path}.`, advice: `Call it as ${signature(is)}.` }; // prettier-ignore
  const change = callChange(use, was, is, family);
  switch (change?.kind) {
    case undefined:
      return null;
    case 'type':
      return { rule: 'parameter-type', severity: 'medium', sentence: say`${by} changed the type of ${change.parameter} of ${called} from ${change.before} to ${change.after}; ${from} newly calls it in ${path}.`, advice: `Give it a ${change.after}.` }; // prettier-ignore
    case 'order':
      return { rule: 'parameter-order', severity: 'high', sentence: say`${by} changed the parameters of ${called} from ${change.before} to ${change.after}; ${from} newly calls it in ${path}.`, advice: `Call it as ${change.after}.` }; // prettier-ignore
    case 'async':
      return { rule: 'async', severity: 'high', sentence: say`${by} made ${called} asynchronous; ${from} newly calls it in ${path} without awaiting it.`, advice: 'Await its result.' }; // prettier-ignore
    case 'result':
      return { rule: 'result', severity: 'medium', sentence: say`${by} changed the result of ${called} from ${change.before} to ${change.after}; ${from} newly uses it in ${path}.`, advice: `Expect a ${change.after}.` }; // prettier-ignore
  }
}

// Calling a class calls its constructor.
function callables(target: Found, resolver: Resolver): readonly Callable[] {
  if (target.declaration.kind !== 'class' || target.declaration.calls.length > 0)
    return target.declaration.calls;
  const constructor = resolver.constructorOf(target);
  return constructor?.kind === 'declaration' ? withoutResult(constructor.declaration) : [];
}

function withoutResult({ calls }: Declaration): readonly Callable[] {
  return calls.map((call) => ({ ...call, returns: null, isAsync: false }));
}

function signature(calls: readonly Callable[]): string {
  const [call] = calls;
  return `(${call?.parameters.filter(({ name }) => name !== 'self').map(({ name, isOptional, type }) => (name === '' ? (type ?? '') : `${name}${isOptional ? '?' : ''}`)).join(', ') ?? ''})`; // prettier-ignore
}

function given({ count, names: byName }: Use): string {
  const words = [...(count === null || (count === 0 && byName.length > 0) ? [] : [`${count} ${count === 1 ? 'argument' : 'arguments'}`]), ...byName]; // prettier-ignore
  return words.join(', ');
}

function names(user: Side): readonly [SideName, SideName] {
  return user === 'ours' ? [theirs, ours] : [ours, theirs];
}
