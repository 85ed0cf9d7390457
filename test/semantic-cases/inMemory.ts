// Merges of programs that are nowhere but in memory, looked into as the radar's thread does.
import type { Side } from '../../src/core/classify/regionNature';
import type { FileFacts } from '../../src/core/semantics/facts';
import { familyOf } from '../../src/core/semantics/family';
import type { Finding } from '../../src/core/semantics/finding';
import { findSemanticConflicts } from '../../src/core/semantics/findings';
import type { Project } from '../../src/core/semantics/project';
import { PathIndex } from '../../src/core/semantics/project';
import { merge3 } from '../../src/core/text/diff3';
import { splitLines } from '../../src/core/text/lines';
import { readSourceFile } from '../../src/engine/semantics/readFile';
import type { Grammars } from '../../src/engine/syntax/grammars';

/** The texts of a program, by path. */
export type Files = ReadonlyMap<string, string>;

/** A merge in its four states. */
export interface MergedFiles {
  readonly base: Files;
  readonly ours: Files;
  readonly theirs: Files;
  readonly merged: Files;
}

/** Looks into merges; what a file says is read once for each of its texts. */
export class InMemoryChecker {
  private readonly known = new Map<string, FileFacts | null>();

  constructor(private readonly grammars: Grammars) {}

  async find({ base, ours, theirs, merged }: MergedFiles): Promise<Finding[]> {
    const changed: Record<Side, string[]> = { ours: changes(base, ours), theirs: changes(base, theirs) };
    for (;;) {
      const missing = new Map<string, readonly [string, string]>();
      const [was, one, other, after] = [base, ours, theirs, merged].map((files) => this.project(files, missing)); // prettier-ignore
      if (was === undefined || one === undefined || other === undefined || after === undefined) return [];
      const found = findSemanticConflicts({ base: was, ours: one, theirs: other, merged: after, changed, conflicted: new Set() }); // prettier-ignore
      if (missing.size === 0) return found;
      for (const [key, [path, text]] of missing) this.known.set(key, await readSourceFile(this.grammars, path, text)); // prettier-ignore
    }
  }

  private project(files: Files, missing: Map<string, readonly [string, string]>): Project {
    const index = new PathIndex(files.keys());
    return {
      facts: (path) => {
        const text = files.get(path);
        if (text === undefined || familyOf(path) === null) return null;
        const key = `${path}\n${text}`;
        const known = this.known.get(key);
        if (known === undefined) missing.set(key, [path, text]);
        return known ?? null;
      },
      has: (path) => index.has(path),
      inFolder: (folder) => index.inFolder(folder),
      named: (name) => index.named(name),
    };
  }
}

/** Merges three versions of a text by line; null where they conflict. */
export function mergeTexts(base: string, ours: string, theirs: string): string | null {
  const versions = { base: splitLines(base), ours: splitLines(ours), theirs: splitLines(theirs) };
  const chunks = merge3(versions);
  if (chunks.some(({ kind }) => kind === 'conflict')) return null;
  const lines = chunks.map(({ kind, ...chunk }) => {
    const side = kind === 'theirs' ? 'theirs' : 'ours';
    return versions[side].slice(chunk[side].start, chunk[side].end).join('');
  });
  return lines.join('');
}

function changes(before: Files, after: Files): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path)); // prettier-ignore
}
