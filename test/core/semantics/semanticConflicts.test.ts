// Pairs of changes that merge as text. Two thirds break the program, the others only look as if they did.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Grammars } from '../../../src/engine/syntax/grammars';
import { builtPrograms } from '../../support/build';
import { go } from '../../semantic-cases/go';
import type { Files } from '../../semantic-cases/inMemory';
import { InMemoryChecker, mergeTexts } from '../../semantic-cases/inMemory';
import { java } from '../../semantic-cases/java';
import { python } from '../../semantic-cases/python';
import { rust } from '../../semantic-cases/rust';
import { script } from '../../semantic-cases/script';
import type { Edits, Pair, SemanticCases } from '../../semantic-cases/semanticCase';

const families: Readonly<Record<string, SemanticCases>> = { script, python, go, rust, java };
const checker = new InMemoryChecker(new Grammars(join(await builtPrograms(), 'grammars')));

function apply(base: Files, edits: Edits): Files {
  const files = new Map(base);
  for (const [path, edit] of Object.entries(edits)) {
    const text = base.get(path) ?? '';
    if (edit === null) files.delete(path);
    else if (typeof edit === 'string') files.set(path, edit);
    else files.set(path, 'add' in edit ? text + edit.add : edit.reduce(replaceOnce, text));
  }
  return files;
}

function replaceOnce(text: string, [from, to]: readonly [string, string]): string {
  if (!text.includes(from)) throw new Error(`There is no "${from}" in:\n${text}`);
  return text.replace(from, () => to);
}

function merge(base: Files, ours: Files, theirs: Files): Files {
  const merged = new Map<string, string>();
  for (const path of new Set([...ours.keys(), ...theirs.keys()])) {
    const [was, one, other] = [base.get(path), ours.get(path), theirs.get(path)];
    const text = one === was ? other : other === was ? one : mergeTexts(was ?? '', one ?? '', other ?? '');
    if (text === null) throw new Error(`${path} conflicts as text.`);
    if (text !== undefined) merged.set(path, text);
  }
  return merged;
}

function pairsOf({ changes, uses, pairs }: SemanticCases): Pair[] {
  const crossed = changes.flatMap(
    ({ name, edits, breaks }) =>
    Object.entries(uses).map(([use, theirs]) => ({ name: `${name} × ${use}`, ours: edits, theirs, finds: breaks[use] ?? null })), // prettier-ignore
  );
  return [...crossed, ...pairs];
}

async function rulesOf(base: Files, { ours, theirs }: Pair): Promise<readonly string[]> {
  const [one, other] = [apply(base, ours), apply(base, theirs)];
  const found = await checker.find({ base, ours: one, theirs: other, merged: merge(base, one, other) });
  return found.map(({ rule }) => rule);
}

describe('conflicts that text does not see', () => {
  it.each(Object.entries(families))('are found in %s', async (family, cases) => {
    const base = new Map(Object.entries(cases.base));
    const wrong: string[] = [];
    const counts = { real: 0, harmless: 0, found: 0, alarms: 0 };
    for (const [index, pair] of pairsOf(cases).entries()) {
      // Who did what is all the same.
      const turned = index % 2 === 0 ? pair : { ...pair, ours: pair.theirs, theirs: pair.ours };
      const rules = await rulesOf(base, turned).catch((error: unknown) => [
        `${String(error)} in "${pair.name}"`,
      ]);
      const isFound = pair.finds !== null && rules.includes(pair.finds);
      counts[pair.finds === null ? 'harmless' : 'real']++;
      counts.found += isFound ? 1 : 0;
      counts.alarms += rules.filter((rule) => rule !== pair.finds).length;
      if (rules.join() !== (pair.finds ?? '')) wrong.push(`${pair.name}: ${rules.join() || 'nothing'} instead of ${pair.finds ?? 'nothing'}`); // prettier-ignore
    }
    const [recall, precision] = [counts.found / counts.real, counts.found / (counts.found + counts.alarms)];
    console.info(`${family}: ${counts.real} real and ${counts.harmless} harmless pairs, recall ${(100 * recall).toFixed(1)} %, precision ${(100 * precision).toFixed(1)} %`); // prettier-ignore
    expect(counts.real + counts.harmless).toBeGreaterThanOrEqual(60);
    expect(recall, wrong.join('\n')).toBeGreaterThanOrEqual(0.95);
    expect(precision, wrong.join('\n')).toBeGreaterThanOrEqual(0.95);
  });
});
