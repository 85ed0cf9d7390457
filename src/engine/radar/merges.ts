import type { FileConflict, MergePreview } from '../../core/conflict';
import { readBlobs } from '../git/catFile';
import { diffCommits } from '../git/diffTree';
import type { Git } from '../git/git';
import { parseMergeTrees } from '../git/mergeTree';
import type { ConflictSources, ConflictedPath } from './fileConflicts';
import { asText, conflictedPaths, describeConflict } from './fileConflicts';
import type { SemanticTask } from '../semantics/jobs';
import type { Parting } from './history';
import type { Touched } from './overlap';
import { mayConflict } from './overlap';

/** Two commits to be merged, and where they parted. */
export interface MergeTask {
  readonly ours: string;
  readonly theirs: string;
  readonly parting: Parting;
}

interface Merged {
  readonly preview: MergePreview;
  readonly paths: readonly ConflictedPath[];
  /** What git made of the two; null where it was not asked, as they touch nothing in common. */
  readonly tree: string | null;
}

/** How many results are kept beyond those of the present look. */
const keptResults = 4000;

const clean: Merged = { preview: { outcome: 'clean' }, paths: [], tree: null };

/** Merges pairs of commits in memory. Commits never change, so neither do the results: they are kept. */
export class Merges {
  private readonly results = new Map<string, Merged>();
  private readonly touched = new Map<string, Touched>();

  /** @param symbolsOf finds the definitions in a text. */
  constructor(
    private readonly git: Git,
    private readonly symbolsOf: ConflictSources['symbolsOf'],
  ) {}

  /** Previews all tasks; those that cannot conflict cost no merge, and those that were done before nothing at all. */
  async preview(tasks: readonly MergeTask[]): Promise<MergePreview[]> {
    const open = tasks.filter((task) => !this.results.has(keyOf(task)));
    await this.learnTouched(
      open.flatMap(({ ours, theirs, parting }) => [changeOf(parting, ours), changeOf(parting, theirs)]),
    );
    const toMerge: MergeTask[] = [];
    for (const task of open) {
      if (task.parting === 'none') this.results.set(keyOf(task), unrelated);
      else if (this.areApart(task)) this.results.set(keyOf(task), clean);
      else toMerge.push(task);
    }
    await this.merge(toMerge);
    const previews = tasks.map((task) => this.results.get(keyOf(task))?.preview ?? notMerged);
    this.forget(tasks);
    return previews;
  }

  /** What a commit changed since another, once `learnTouched` was told of the two. */
  touchedBy(from: string, to: string): Touched {
    return this.touched.get(`${from} ${to}`) ?? new Map<string, never>();
  }

  /** Finds out what commits changed since others, with one process for all. */
  async learnTouched(
    changes: readonly ({ readonly from: string; readonly to: string } | null)[],
  ): Promise<void> {
    const wanted = new Map(
      changes.filter((change) => change !== null).map((change) => [`${change.from} ${change.to}`, change]),
    );
    const missing = [...wanted].filter(([key]) => !this.touched.has(key));
    const found = await diffCommits(this.git, missing.map(([, change]) => change)); // prettier-ignore
    missing.forEach(([key], index) => this.touched.set(key, found[index] ?? new Map<string, never>()));
  }

  /** The versions of a path that conflicted when the two were last merged. */
  conflictedPath(task: Omit<MergeTask, 'parting'>, path: string): ConflictedPath | undefined {
    return this.results.get(keyOf(task))?.paths.find((conflict) => conflict.path === path);
  }

  /** The question what a merge that was previewed breaks; null where it cannot break anything, or nobody can tell. */
  semanticTask({ ours, theirs, parting }: MergeTask): SemanticTask | null {
    const result = this.results.get(keyOf({ ours, theirs }));
    if (result === undefined || result.preview.outcome === 'unknown') return null;
    if (parting === 'several' || parting === 'none' || parting === ours || parting === theirs) return null;
    const files = result.preview.outcome === 'conflicts' ? result.preview.files : [];
    const conflicted = files.flatMap(({ path, oursPath, theirsPath }) => [path, oursPath ?? path, theirsPath ?? path]); // prettier-ignore
    return { base: parting, ours, theirs, merged: result.tree, conflicted };
  }

  private areApart({ ours, theirs, parting }: MergeTask): boolean {
    if (parting === 'several' || parting === 'none') return false;
    if (parting === ours || parting === theirs) return true;
    return !mayConflict(this.touchedBy(parting, ours), this.touchedBy(parting, theirs));
  }

  private async merge(tasks: readonly MergeTask[]): Promise<void> {
    if (tasks.length === 0) return;
    const input = tasks.map(({ ours, theirs }) => `${ours} ${theirs}\n`).join('');
    const { stdout } = await this.git.run(['merge-tree', '--write-tree', '--stdin'], { input });
    const merged = parseMergeTrees(stdout);
    const conflicts = merged.map((result, index) =>
      result.clean ? [] : conflictedPaths(result, [tasks[index]?.ours ?? '', tasks[index]?.theirs ?? '']),
    );
    const texts = await this.readTexts(conflicts.flat());
    for (const [index, task] of tasks.entries()) {
      const paths = conflicts[index] ?? [];
      const files = await Promise.all(paths.map((conflict) => this.describe(task, conflict, texts)));
      const preview: MergePreview =
        merged[index]?.clean === false ? { outcome: 'conflicts', files } : { outcome: 'clean' };
      this.results.set(keyOf(task), { preview, paths, tree: merged[index]?.tree ?? null });
    }
  }

  private async readTexts(conflicts: readonly ConflictedPath[]): Promise<Map<string, string | null>> {
    const withText = conflicts.filter(({ kind }) => kind !== 'binary' && kind !== 'submodule');
    const ids = new Set(
      withText.flatMap(({ base, ours, theirs }) => [base, ours, theirs]).filter((id) => id !== null),
    );
    const blobs = await readBlobs(this.git, [...ids]);
    return new Map([...blobs].map(([id, content]) => [id, asText(content)]));
  }

  private async describe(
    task: MergeTask,
    conflict: ConflictedPath,
    texts: ReadonlyMap<string, string | null>,
  ): Promise<FileConflict> {
    const sides = {
      ours: await this.pathOnSide(task.parting, task.ours, conflict.path),
      theirs: await this.pathOnSide(task.parting, task.theirs, conflict.path),
    };
    const textOf = (blob: string): string | null => texts.get(blob) ?? null;
    return describeConflict(conflict, { textOf, symbolsOf: this.symbolsOf }, sides);
  }

  // A file that the other side renamed still has its old name on this one.
  private async pathOnSide(parting: Parting, side: string, path: string): Promise<string> {
    if (parting === 'several' || parting === 'none' || this.touchedBy(parting, side).has(path)) return path;
    const { stdout } = await this.git.run(['ls-tree', '-z', '--name-only', '--full-tree', side, '--', path]);
    if (stdout !== '') return path;
    return (await this.oldName(parting, path)) ?? path;
  }

  private async oldName(parting: string, path: string): Promise<string | undefined> {
    for (const [key, touched] of this.touched) {
      const [from, to = ''] = key.split(' ');
      if (from !== parting || touched.get(path) !== 'added') continue;
      const { stdout } = await this.git.run([
        'diff-tree',
        '-r',
        '-z',
        '-M',
        '--diff-filter=R',
        '--name-status',
        parting,
        to,
      ]);
      const fields = stdout.split('\0');
      const at = fields.findIndex((field, index) => index % 3 === 2 && field === path);
      if (at > 0) return fields[at - 1];
    }
    return undefined;
  }

  private forget(tasks: readonly MergeTask[]): void {
    if (this.results.size <= keptResults) return;
    const present = new Set(tasks.map(keyOf));
    const commits = new Set(tasks.flatMap(({ ours, theirs }) => [ours, theirs]));
    for (const key of this.results.keys()) if (!present.has(key)) this.results.delete(key);
    for (const key of this.touched.keys())
      if (!commits.has(key.split(' ')[1] ?? '')) this.touched.delete(key);
  }
}

const unrelated: Merged = {
  preview: { outcome: 'unknown', why: 'The two have no common history.' },
  paths: [],
  tree: null,
};
const notMerged: MergePreview = { outcome: 'unknown', why: 'Git gave no result.' };

function changeOf(parting: Parting, commit: string): { readonly from: string; readonly to: string } | null {
  return parting === 'several' || parting === 'none' || parting === commit
    ? null
    : { from: parting, to: commit };
}

function keyOf({ ours, theirs }: Omit<MergeTask, 'parting'>): string {
  return `${ours} ${theirs}`;
}
