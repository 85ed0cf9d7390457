import type { MergeFinding } from '../../merging/merge';
import type { SourceVersion } from '../merging/item';
import type { PerVersion } from '../merging/regions';
import { perVersion } from '../merging/regions';
import { tokensOf } from '../tree/tokens';
import type { DefinedNames } from './definitions';
import { definedNames } from './definitions';

/** A merged text with its tree, beside the versions that it was made of. */
export interface MergeToCheck {
  readonly merged: SourceVersion;
  readonly versions: PerVersion<SourceVersion>;
  /** How many parse errors each has. */
  readonly errors: PerVersion<number> & { readonly merged: number };
}

/** Looks for what a merge of a source text has broken that was whole on both sides. It knows nothing of how it was made. */
export function checkMerge({ merged, versions, errors }: MergeToCheck): MergeFinding[] {
  const worse: MergeFinding[] =
    errors.merged > Math.max(errors.ours, errors.theirs)
      ? [{ kind: 'parsesWorse', severity: 'error', subject: '' }]
      : [];
  const names = { ...perVersion((version) => definedNames(versions[version])), merged: definedNames(merged) };
  return [
    ...worse,
    ...repeated(names),
    ...unresolved(names, merged, versions),
    ...changedArity(names, versions),
  ];
}

type Names = PerVersion<DefinedNames> & { readonly merged: DefinedNames };

/** Definitions and imports that there are more of than on either side. */
function repeated(names: Names): MergeFinding[] {
  const more = (what: 'definitions' | 'imports', allowed: number): string[] =>
    [...names.merged[what]]
      .filter(
        ([name, count]) =>
          count > Math.max(allowed, names.ours[what].get(name) ?? 0, names.theirs[what].get(name) ?? 0),
      )
      .map(([name]) => name);
  return [
    ...more('definitions', 1).map((subject): MergeFinding => ({
      kind: 'duplicateDeclaration',
      severity: 'error',
      subject: shown(subject),
    })),
    ...more('imports', 1).map((subject): MergeFinding => ({
      kind: 'duplicateImport',
      severity: 'doubt',
      subject: shown(subject),
    })),
  ];
}

function shown(name: string): string {
  return name.split('.').at(-1)?.trim() ?? name;
}

/** Names at the top of the file that a side defines and the result uses without a definition. */
function unresolved(
  names: Names,
  { text }: SourceVersion,
  versions: PerVersion<SourceVersion>,
): MergeFinding[] {
  const [ours, theirs, merged] = [topNames(names.ours), topNames(names.theirs), topNames(names.merged)];
  const missing = [...ours, ...theirs].filter((name) => !merged.has(name));
  if (missing.length === 0) return [];
  const used = new Set(tokensOf(text));
  return [...new Set(missing)]
    .filter((name) => used.has(name) && usedOtherwise(name, versions))
    .map((subject) => ({
      kind: 'unresolvedName',
      severity: ours.has(subject) && theirs.has(subject) ? 'error' : 'doubt',
      subject,
    }));
}

// A side that has the name without defining it gets it from elsewhere.
function usedOtherwise(name: string, { ours, theirs }: PerVersion<SourceVersion>): boolean {
  return [ours, theirs].some(({ text }) => tokensOf(text).filter((token) => token === name).length > 1);
}

function topNames({ definitions }: DefinedNames): ReadonlySet<string> {
  const tops = [...definitions.keys()].filter((name) => /^\.[^.]+\.[\p{L}\p{N}_$]+$/u.test(name));
  return new Set(tops.map((name) => name.split('.')[2] ?? ''));
}

/** Definitions whose parameters one side changed while the other wrote calls of them. */
function changedArity(names: Names, versions: PerVersion<SourceVersion>): MergeFinding[] {
  return (['ours', 'theirs'] as const).flatMap((side) => {
    const other = side === 'ours' ? 'theirs' : 'ours';
    return [...names[side].parameters]
      .filter(([name, count]) => (names.base.parameters.get(name) ?? count) !== count)
      .filter(([name]) => countCalls(name, versions[other].text) > countCalls(name, versions.base.text))
      .map(([subject]): MergeFinding => ({ kind: 'arity', severity: 'error', subject }));
  });
}

function countCalls(name: string, text: string): number {
  return text.split(`${name}(`).length - 1;
}
