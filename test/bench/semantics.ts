// How fast programs are read, and how often a merge that is good is called a conflict.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readBlobs } from '../../src/engine/git/catFile';
import { listBlobs } from '../../src/engine/git/diffTree';
import { Git } from '../../src/engine/git/git';
import { readSourceFile } from '../../src/engine/semantics/readFile';
import { Grammars } from '../../src/engine/syntax/grammars';
import type { Files } from '../semantic-cases/inMemory';
import { InMemoryChecker, mergeTexts } from '../semantic-cases/inMemory';
import type { Measurement } from './measure';
import { bound, median, timed } from './measure';

const fileCount = 12_000;
const root = join(import.meta.dirname, '../..');

/** Reads 12,000 files, and looks into merges that are known to be good: those of this repository's own history. */
export async function measureSemantics(distDir: string): Promise<Measurement[]> {
  const grammars = new Grammars(join(distDir, 'grammars'));
  const files = await sourceFiles();
  const times: number[] = [];
  for (let number = 0; number < fileCount; number++) {
    const [path, text] = files[number % files.length] ?? ['', ''];
    times.push(await timed(() => readSourceFile(grammars, path, text)));
  }
  const all = times.reduce((sum, time) => sum + time, 0);
  const reading = [
    bound('semantics, reading 12,000 TypeScript files', 'ms', all, 30_000),
    { ...bound('semantics, reading a changed file, median', 'ms', median(times), 50), details: { longestMs: Math.round(Math.max(...times)) } }, // prettier-ignore
  ];
  const { merges, alarms } = await replayHistory(grammars);
  // A copy without its history has nothing to replay.
  if (merges === 0) return reading;
  const share = bound('semantics, alarms per 100 clean merges', 'alarms', (100 * alarms) / merges, 1);
  return [...reading, { ...share, details: { merges } }];
}

async function sourceFiles(): Promise<(readonly [string, string])[]> {
  const entries = await readdir(join(root, 'src'), { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts')).map((entry) => join(entry.parentPath, entry.name)); // prettier-ignore
  return Promise.all(paths.map(async (path) => [path, await readFile(path, 'utf8')] as const));
}

/** So many commits are one side, and as many after them the other. */
const spans = [1, 2, 4, 8];

// What two stretches of history made one after the other is good, so it is when they are taken for two sides.
async function replayHistory(
  grammars: Grammars,
): Promise<{ readonly merges: number; readonly alarms: number }> {
  const git = new Git(root);
  const { code, stdout } = await git.run(['rev-list', '--first-parent', '--reverse', 'HEAD'], {
    okCodes: [0, 128],
  });
  if (code !== 0) return { merges: 0, alarms: 0 };
  const states = await readStates(git, stdout.split('\n').filter((line) => line !== '')); // prettier-ignore
  const checker = new InMemoryChecker(grammars);
  let [merges, alarms] = [0, 0];
  for (const span of spans) {
    for (let at = 0; at + 2 * span < states.length; at++) {
      const [base, ours, merged] = [states[at], states[at + span], states[at + 2 * span]];
      const theirs = base && ours && merged && takeBack(base, ours, merged);
      if (!theirs) continue;
      merges++;
      const found = await checker.find({ base, ours, theirs, merged });
      if (found.length > 0) alarms++;
      for (const { rule, name, places } of found)
        console.error(`alarm: ${rule} ${name} ${JSON.stringify(places)}`);
    }
  }
  return { merges, alarms };
}

async function readStates(git: Git, commits: readonly string[]): Promise<Files[]> {
  const trees: Map<string, string>[] = [];
  for (const commit of commits) {
    const blobs = await listBlobs(git, commit);
    trees.push(new Map([...blobs].filter(([path]) => /^(src|test|webview-ui)\/.*\.ts$/.test(path))));
  }
  const contents = await readBlobs(git, [...new Set(trees.flatMap((tree) => [...tree.values()]))]);
  const texts = new Map([...contents].map(([blob, content]) => [blob, content.toString('utf8')]));
  return trees.map((tree) => new Map([...tree].map(([path, blob]) => [path, texts.get(blob) ?? ''])));
}

/** The second stretch without the first; null where it cannot be had without conflicts. */
function takeBack(base: Files, ours: Files, merged: Files): Files | null {
  const theirs = new Map(merged);
  for (const path of new Set([...base.keys(), ...ours.keys()])) {
    const [was, one, all] = [base.get(path), ours.get(path), merged.get(path)];
    if (was === one) continue;
    if (one === all) {
      if (was === undefined) theirs.delete(path);
      else theirs.set(path, was);
      continue;
    }
    const text =
      was === undefined || one === undefined || all === undefined ? null : mergeTexts(one, all, was);
    if (text === null) return null;
    theirs.set(path, text);
  }
  return theirs;
}
