// Pairs of changes that merge as text. Two thirds break the program, one third only look as if they did.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileFacts } from '../../../src/core/semantics/facts';
import type { Finding } from '../../../src/core/semantics/finding';
import { findSemanticConflicts } from '../../../src/core/semantics/findings';
import type { Project } from '../../../src/core/semantics/project';
import { PathIndex } from '../../../src/core/semantics/project';
import { merge3 } from '../../../src/core/text/diff3';
import { splitLines } from '../../../src/core/text/lines';
import { Grammars } from '../../../src/engine/syntax/grammars';
import { readSourceFile } from '../../../src/engine/semantics/readFile';
import { builtPrograms } from '../../support/build';
import { script } from '../../semantic-cases/script';
import type { Edits, Pair, SemanticCases } from '../../semantic-cases/semanticCase';

const families: Readonly<Record<string, SemanticCases>> = { script };

type Files = Readonly<Record<string, string>>;

const grammars = new Grammars(join(await builtPrograms(), 'grammars'));
const read = new Map<string, FileFacts | null>();

function apply(base: Files, edits: Edits): Files {
  const files: Record<string, string> = { ...base };
  for (const [path, edit] of Object.entries(edits)) {
    if (edit === null) Reflect.deleteProperty(files, path);
    else if (typeof edit === 'string') files[path] = edit;
    else files[path] = 'add' in edit ? `${base[path] ?? ''}${edit.add}` : edit.reduce(replaceOnce, base[path] ?? ''); // prettier-ignore
  }
  return files;
}

function replaceOnce(text: string, [from, to]: readonly [string, string]): string {
  if (!text.includes(from)) throw new Error(`There is no "${from}" in:\n${text}`);
  return text.replace(from, () => to);
}

function mergeTexts(path: string, base: string, ours: string, theirs: string): string {
  const versions = { base: splitLines(base), ours: splitLines(ours), theirs: splitLines(theirs) };
  return merge3(versions)
    .map(({ kind, ...chunk }) => {
      if (kind === 'conflict') throw new Error(`${path} conflicts as text.`);
      const side = kind === 'theirs' ? 'theirs' : 'ours';
      return versions[side].slice(chunk[side].start, chunk[side].end).join('');
    })
    .join('');
}

function merge(base: Files, ours: Files, theirs: Files): Files {
  const merged: Record<string, string> = {};
  for (const path of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const [was, one, other] = [base[path], ours[path], theirs[path]];
    const text =
      one === was ? other : other === was ? one : mergeTexts(path, was ?? '', one ?? '', other ?? '');
    if (text !== undefined) merged[path] = text;
  }
  return merged;
}

async function project(files: Files): Promise<Project> {
  for (const [path, text] of Object.entries(files)) {
    const key = `${path}\n${text}`;
    if (!read.has(key)) read.set(key, await readSourceFile(grammars, path, text));
  }
  const index = new PathIndex(Object.keys(files));
  return {
    facts: (path) => (files[path] === undefined ? null : (read.get(`${path}\n${files[path]}`) ?? null)),
    has: (path) => index.has(path),
    inFolder: (folder) => index.inFolder(folder),
    named: (name) => index.named(name),
  };
}

async function find(base: Files, ours: Edits, theirs: Edits): Promise<Finding[]> {
  const [one, other] = [apply(base, ours), apply(base, theirs)];
  const [before, first, second, merged] = await Promise.all(
    [base, one, other, merge(base, one, other)].map(project),
  );
  if (before === undefined || first === undefined || second === undefined || merged === undefined)
    throw new Error();
  const changed = { ours: Object.keys(ours), theirs: Object.keys(theirs) };
  return findSemanticConflicts({
    base: before,
    ours: first,
    theirs: second,
    merged,
    changed,
    conflicted: new Set(),
  });
}

function pairsOf({ changes, uses, pairs }: SemanticCases): Pair[] {
  const crossed = changes.flatMap(
    ({ name, edits, breaks }) =>
    Object.entries(uses).map(([use, theirs]) => ({ name: `${name} × ${use}`, ours: edits, theirs, finds: breaks[use] ?? null })), // prettier-ignore
  );
  return [...crossed, ...pairs];
}

describe('conflicts that text does not see', () => {
  it.each(Object.entries(families))('are found in %s', async (family, cases) => {
    const wrong: string[] = [];
    const counts = { real: 0, fine: 0, found: 0, missed: 0, false: 0 };
    for (const pair of pairsOf(cases)) {
      for (const [ours, theirs] of [
        [pair.ours, pair.theirs],
        [pair.theirs, pair.ours],
      ] as const) {
        // prettier-ignore
        const found = await find(cases.base, ours, theirs).catch((error: unknown) => { throw new Error(`${pair.name}: ${String(error)}`); }); // prettier-ignore
        const rules = found.map(({ rule }) => rule as string);
        const isHit = pair.finds !== null && rules.includes(pair.finds);
        const surplus = found.filter(({ rule }) => rule !== pair.finds).length;
        counts[pair.finds === null ? 'fine' : 'real']++;
        counts.found += isHit ? 1 : 0;
        counts.missed += pair.finds !== null && !isHit ? 1 : 0;
        counts.false += surplus;
        if ((pair.finds !== null && !isHit) || surplus > 0) wrong.push(`${pair.name}: ${rules.join() || 'nothing'} instead of ${pair.finds ?? 'nothing'}`); // prettier-ignore
      }
    }
    const recall = counts.found / counts.real;
    const precision = counts.found / (counts.found + counts.false);
    console.info(`${family}: ${counts.real / 2} real and ${counts.fine / 2} harmless pairs, recall ${(100 * recall).toFixed(1)} %, precision ${(100 * precision).toFixed(1)} %`); // prettier-ignore
    expect(counts.real + counts.fine).toBeGreaterThanOrEqual(120);
    expect(recall, wrong.join('\n')).toBeGreaterThanOrEqual(0.95);
    expect(precision, wrong.join('\n')).toBeGreaterThanOrEqual(0.95);
  });
});
