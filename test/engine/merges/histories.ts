// Scripted histories of branches that got into their target, or did not. Two git processes write all of them.
import { runOk } from '../../support/processes';
import { gitEnvironment } from '../../support/git';

type Files = Readonly<Record<string, string>>;

/** Writes commits by `git fast-import`. A branch is named without `refs/heads/`; `origin/…` is one of a remote. */
export class History {
  private readonly lines: string[] = [];
  private time = 1_700_000_000;
  /** Branches that this process of git knows by itself; of others it is told where they are. */
  private readonly known = new Set<string>();

  constructor(private readonly cwd: string) {}

  /** Commits on a branch: on its tip, or on another commit's or branch's. `merged` are further parents. */
  commit(
    branch: string,
    files: Files,
    parts: { readonly on?: string; readonly merged?: readonly string[] } = {},
  ): this {
    const message = `${branch}: ${Object.keys(files).join()}`;
    this.lines.push(
      `commit ${refOf(branch)}`,
      `committer Ada <ada@example.invalid> ${this.time++} +0000`,
      `data ${Buffer.byteLength(message)}`,
      message,
      ...this.from(branch, parts.on),
      ...(parts.merged ?? []).map((other) => `merge ${this.at(other)}`),
      ...Object.entries(files).flatMap(([path, text]) => [`M 100644 inline ${path}`, `data ${Buffer.byteLength(text)}`, text]), // prettier-ignore
      '',
    );
    this.known.add(branch);
    return this;
  }

  /** Moves a branch to where another is, as a fast-forward does. */
  move(branch: string, to: string): this {
    this.lines.push(`reset ${refOf(branch)}`, `from ${this.at(to)}`, '');
    this.known.add(branch);
    return this;
  }

  private from(branch: string, on: string | undefined): string[] {
    if (on !== undefined) return [`from ${this.at(on)}`];
    return this.known.has(branch) ? [] : [`from ${this.at(branch)}`];
  }

  private at(branch: string): string {
    return this.known.has(branch) ? refOf(branch) : `${refOf(branch)}^0`;
  }

  /** Writes all that was said since the last time. */
  async write(): Promise<void> {
    this.known.clear();
    const input = `${this.lines.splice(0).join('\n')}\ndone\n`;
    await runOk('git', ['fast-import', '--quiet', '--done', '--force'], { cwd: this.cwd, env: gitEnvironment(), input }); // prettier-ignore
  }
}

function refOf(branch: string): string {
  return branch.startsWith('origin/') ? `refs/remotes/${branch}` : `refs/heads/${branch}`;
}

/** How a history is expected to be seen: not at all, or in which way. */
export type Expected = 'open' | 'nothing' | 'merged' | 'squashed' | 'rebased';

/** One history: what is there when somebody begins to wait, what happens then, and what is to be seen. */
export interface Scenario {
  readonly name: string;
  readonly expected: Expected;
  /** Whether the branch is deleted in the end, as servers do. */
  readonly deleted?: boolean;
  readonly begin: (history: History, branch: string, file: Lines) => void;
  readonly end: (history: History, branch: string, file: Lines, target: string) => void;
}

/** The versions of the one file that a history is about: twelve lines, some of them replaced. */
export class Lines {
  constructor(private readonly path: string) {}

  with(changes: Readonly<Record<number, string>>): Files {
    const lines = Array.from({ length: 12 }, (_, index) => changes[index + 1] ?? `line ${index + 1}`);
    return { [this.path]: `${lines.join('\n')}\n` };
  }
}

const first = { 2: 'first' };
const both = { 2: 'first', 11: 'second' };
const elsewhere = { 6: 'elsewhere' };

const oneCommit: Scenario['begin'] = (history, branch, file) => history.commit(branch, file.with(first));
const twoCommits: Scenario['begin'] = (history, branch, file) =>
  history.commit(branch, file.with(first)).commit(branch, file.with(both));
const nothing = (): void => undefined;

const ways: readonly Scenario[] = [
  { name: 'a merge commit', expected: 'merged', begin: twoCommits, end: (h, b, f, t) => h.commit(t, f.with(both), { merged: [b] }) }, // prettier-ignore
  { name: 'a merge commit over a changed target', expected: 'merged', begin: twoCommits, end: (h, b, f, t) => h.commit(t, f.with(elsewhere)).commit(t, f.with({ ...both, ...elsewhere }), { merged: [b] }) }, // prettier-ignore
  { name: 'a squash of one commit', expected: 'squashed', begin: oneCommit, end: (h, _b, f, t) => h.commit(t, f.with(first)) }, // prettier-ignore
  { name: 'a squash of two commits', expected: 'squashed', begin: twoCommits, end: (h, _b, f, t) => h.commit(t, f.with(both)) }, // prettier-ignore
  { name: 'a squash over a changed target', expected: 'squashed', begin: twoCommits, end: (h, _b, f, t) => h.commit(t, f.with(elsewhere)).commit(t, f.with({ ...both, ...elsewhere })) }, // prettier-ignore
  { name: 'a squash that was built upon', expected: 'squashed', begin: twoCommits, end: (h, _b, f, t) => h.commit(t, f.with(both)).commit(t, f.with({ ...both, 2: 'first, again' })) }, // prettier-ignore
  { name: 'copies of its commits', expected: 'rebased', begin: twoCommits, end: (h, _b, f, t) => h.commit(t, f.with(first)).commit(t, f.with(both)) }, // prettier-ignore
  { name: 'copies over a changed target', expected: 'rebased', begin: twoCommits, end: (h, _b, f, t) => h.commit(t, f.with(elsewhere)).commit(t, f.with({ ...first, ...elsewhere })).commit(t, f.with({ ...both, ...elsewhere })) }, // prettier-ignore
  { name: 'copies that were built upon', expected: 'rebased', begin: twoCommits, end: (h, _b, f, t) => h.commit(t, f.with(first)).commit(t, f.with(both)).commit(t, f.with({ 2: 'x', 11: 'y' })) }, // prettier-ignore
  { name: 'a squash after it had caught up with its target', expected: 'squashed', begin: twoCommits, end: (h, b, f, t) => h.commit(t, f.with(elsewhere)).commit(b, f.with({ ...both, ...elsewhere }), { on: t, merged: [b] }).commit(t, f.with({ ...both, ...elsewhere })) }, // prettier-ignore
  { name: 'a merge of another branch that has it', expected: 'merged', begin: twoCommits, end: (h, b, f, t) => h.commit(`${b}-dev`, f.with({ ...both, 1: 'dev' }), { on: b }).commit(t, f.with({ ...both, 1: 'dev' }), { merged: [`${b}-dev`] }) }, // prettier-ignore
  { name: 'copies of its commits in another order', expected: 'rebased', begin: twoCommits, end: (h, _b, f, t) => h.commit(t, f.with({ 11: 'second' })).commit(t, f.with(both)) }, // prettier-ignore
];

const negatives: readonly Scenario[] = [
  { name: 'a fresh branch', expected: 'nothing', begin: nothing, end: nothing },
  { name: 'a fresh branch whose target moves on', expected: 'nothing', begin: nothing, end: (h, _b, f, t) => h.commit(t, f.with(elsewhere)) }, // prettier-ignore
  { name: 'an unmerged branch', expected: 'open', begin: twoCommits, end: nothing },
  { name: 'an unmerged branch whose target moves on', expected: 'open', begin: twoCommits, end: (h, _b, f, t) => h.commit(t, f.with(elsewhere)) }, // prettier-ignore
  { name: 'the first of two commits alone', expected: 'open', begin: twoCommits, end: (h, _b, f, t) => h.commit(t, f.with(first)) }, // prettier-ignore
  { name: 'the second of two commits alone', expected: 'open', begin: twoCommits, end: (h, _b, f, t) => h.commit(t, f.with({ 11: 'second' })) }, // prettier-ignore
  { name: 'a like change that is another', expected: 'open', begin: oneCommit, end: (h, _b, f, t) => h.commit(t, f.with({ 2: 'First' })) }, // prettier-ignore
  { name: 'commits that cancel each other out', expected: 'open', begin: (h, b, f) => h.commit(b, f.with(first)).commit(b, f.with({})), end: (h, _b, f, t) => h.commit(t, f.with(elsewhere)) }, // prettier-ignore
  { name: 'a deleted branch that was not merged', expected: 'open', deleted: true, begin: twoCommits, end: nothing }, // prettier-ignore
  { name: 'a branch that merged its target, and not the other way round', expected: 'open', begin: twoCommits, end: (h, b, f, t) => h.commit(t, f.with(elsewhere)).commit(b, f.with({ ...both, ...elsewhere }), { on: t, merged: [b] }) }, // prettier-ignore
  { name: 'a squash of an earlier state of it', expected: 'open', begin: twoCommits, end: (h, b, f, t) => h.commit(t, f.with(both)).commit(b, f.with({ ...both, 5: 'third' })) }, // prettier-ignore
];

const fastForward: Scenario = {
  name: 'a fast-forward',
  expected: 'merged',
  begin: twoCommits,
  end: (history, branch, _file, target) => history.move(target, branch),
};

/** All of them; those on a server are fetched from there. */
export const scenarios: readonly Scenario[] = [
  // Only the first on each target can be one.
  fastForward,
  { ...fastForward, name: 'a fast-forward, on a server', end: onServer(fastForward.end) },
  ...ways,
  ...ways.map((way) => ({ ...way, name: `${way.name}, on a server`, end: onServer(way.end) })),
  ...ways.slice(0, 8).map((way) => ({ ...way, name: `${way.name}, then deleted`, deleted: true })),
  ...negatives,
];

function onServer(end: Scenario['end']): Scenario['end'] {
  return (history, branch, file) => end(history, branch, file, 'origin/main');
}
