import { createHash } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { mapLimit } from '../../base/async';
import { silentLogger } from '../../base/logger';
import type { FileConflict, MergePreview, MergeSide, PairPreview } from '../../core/conflict';
import { sideKey } from '../../core/conflict';
import { readBlobs } from '../git/catFile';
import { Git } from '../git/git';
import { gitRunner } from '../git/gitProcess';
import { asText } from './fileConflicts';
import { History } from './history';
import { Merges } from './merges';
import type {
  RadarReport,
  RadarSide,
  RadarTexts,
  RadarWorkerData,
  TextsRequest,
  TouchedFiles,
} from './report';
import { emptyReport } from './report';
import type { HeadCommit, SideState } from './side';
import { WatchedSide } from './side';
import { Semantics } from '../semantics/semantics';
import { Syntax } from '../syntax/syntax';
import { DeepLooks } from './deepLooks';
import { FolderWatch } from './watch';

/** The parser that names what conflicts ends when it was not needed for so long, in milliseconds. */
const parserIdleMs = 300_000;

/** What one side of a pair is at this moment. */
interface Standing {
  readonly side: MergeSide;
  readonly state: SideState;
}

/** Looks at all worktrees and previews the merge of every pair, and of each with its target. */
export class Lookout {
  private sides: WatchedSide[] = [];
  private readonly git: Git;
  private readonly history: History;
  private readonly merges: Merges;
  private readonly refs: FolderWatch;
  private readonly syntax: Syntax;
  private readonly semantics: Semantics;
  private readonly deep: DeepLooks;
  private readonly trees = new Map<string, HeadCommit>();
  private standings: readonly Standing[] = [];
  private seen: { readonly report: RadarReport; readonly previews: readonly PairPreview[] } | undefined;

  /**
   * @param onChange is called when a look would find something new.
   * @param onFailed is told what failed beyond the text of a merge.
   */
  constructor(
    private readonly data: RadarWorkerData,
    private readonly onChange: () => void,
    onFailed: (error: string) => void,
  ) {
    const { commonDir, folder, gitProcess } = data;
    // New objects go to a quarantine; the repository's own are read from where they are.
    const gitEnvironment = {
      GIT_OBJECT_DIRECTORY: join(folder, 'objects'),
      GIT_ALTERNATE_OBJECT_DIRECTORIES: join(commonDir, 'objects'),
    };
    this.git = new Git(commonDir, gitEnvironment, gitRunner(gitProcess));
    this.semantics = new Semantics(join(__dirname, 'semanticsWorker.js'), { commonDir, gitEnvironment, gitProcess }, onFailed); // prettier-ignore
    this.deep = new DeepLooks(this.semantics);
    this.history = new History(this.git);
    this.syntax = new Syntax({
      workerFile: join(__dirname, 'syntaxWorker.js'),
      logger: silentLogger,
      idleMs: parserIdleMs,
    });
    this.merges = new Merges(this.git, async (path, text) => (await this.syntax.symbols(path, text)) ?? []);
    this.refs = new FolderWatch(commonDir, (path) => {
      if (/refs|HEAD|packed-refs/.test(path)) onChange();
    });
  }

  /** Makes the radar's folder, and removes those of other runs: nothing in them is of use. */
  async open(): Promise<void> {
    // One that is about to stop may still write there; what that leaves goes at the next start.
    await rm(dirname(this.data.folder), { recursive: true, force: true }).catch(() => undefined);
    await mkdir(join(this.data.folder, 'objects'), { recursive: true });
    await this.watchRefs();
  }

  /** Sets the worktrees to look at; those that stay keep what is known of them. */
  setSides(wanted: readonly RadarSide[]): void {
    const keep = new Map(this.sides.map((watched) => [JSON.stringify(watched.side), watched]));
    this.sides = wanted.map((side) => {
      const known = keep.get(JSON.stringify(side));
      keep.delete(JSON.stringify(side));
      return known ?? new WatchedSide(side, this.git, this.data.folder, this.onChange);
    });
    for (const gone of keep.values()) gone.dispose();
  }

  /** Notes that files of a worktree were written. */
  hint(worktree: string, paths: readonly string[]): void {
    this.sides.find(({ side }) => side.path === worktree)?.markDirty(paths);
  }

  /** The files of a worktree that have changed since the last call; null when some may have been missed. */
  async takeTouched(worktree: string): Promise<TouchedFiles> {
    return (await this.sides.find(({ side }) => side.path === worktree)?.takeTouched()) ?? null;
  }

  /** Has every worktree looked at as a whole the next time. */
  sweep(): void {
    for (const side of this.sides) side.markAllDirty();
  }

  /** Looks once. */
  async look(): Promise<RadarReport> {
    const startedAt = performance.now();
    const branches = await this.readBranches();
    // Two at a time: each snapshot is a few git processes of its own.
    const states = await mapLimit(this.sides, 2, (side) =>
      side.look(branches, (commit) => this.treeOf(commit)),
    );
    this.standings = this.sides.map(({ side }, index) => ({ side: { kind: 'worktree', path: side.path }, state: states[index] as SideState })); // prettier-ignore
    const pairs = this.listPairs(branches);
    await this.history.learn(pairs.flatMap(({ ours, theirs }) => [ours.state, theirs.state].flatMap(headOf)));
    const previews = await this.previewAll(pairs);
    const report: RadarReport = {
      ...emptyReport,
      state: 'watching',
      lookedAt: Date.now(),
      lookMs: Math.round(performance.now() - startedAt),
      pairCount: pairs.length,
      branches: digestOf(branches),
      changedFiles: await this.changedFiles(branches),
      message: this.sides.some((side) => side.isBlind) ? 'The system’s limit of watched folders is reached, so changes are found by looking now and then.' : null, // prettier-ignore
    };
    this.seen = { report, previews };
    return this.report();
  }

  /** Looks beyond the text of what the last look found. */
  async deepen(): Promise<{ readonly report: RadarReport; readonly isNews: boolean }> {
    const isNews = await this.deep.catchUp();
    return { report: this.report(), isNews };
  }

  private report(): RadarReport {
    const { report, previews } = this.seen ?? { report: emptyReport, previews: [] };
    const pairs = previews.map((pair) => ({ ...pair, preview: withBreaks(pair.preview, this.deep.of(pair.ours, pair.theirs)) })); // prettier-ignore
    return { ...report, pairs: pairs.filter(({ preview }) => preview.outcome !== 'clean') };
  }

  /** The versions of a conflicted file of the last look. */
  async texts({ ours, theirs, path }: TextsRequest): Promise<RadarTexts> {
    const branches = await this.readBranches();
    const [one, other] = [this.commitOf(ours, branches), this.commitOf(theirs, branches)];
    const conflict =
      one === null || other === null
        ? undefined
        : this.merges.conflictedPath({ ours: one, theirs: other }, path);
    const ids = [conflict?.base, conflict?.ours, conflict?.theirs].filter((id) => typeof id === 'string');
    const blobs = await readBlobs(this.git, ids);
    const text = (id: string | null | undefined): string | null => {
      const content = id == null ? undefined : blobs.get(id);
      return content === undefined ? null : asText(content);
    };
    return { path, base: text(conflict?.base), ours: text(conflict?.ours), theirs: text(conflict?.theirs) };
  }

  /** Previews the merge of two sides: worktrees as they were at the last look, or any refs. */
  async preview(ours: MergeSide, theirs: MergeSide): Promise<MergePreview> {
    const [one, other] = [await this.commitsOf(ours), await this.commitsOf(theirs)];
    if (one === null || other === null) return notPreviewed;
    await this.history.learn([one.head, other.head]);
    const task = {
      ours: one.commit,
      theirs: other.commit,
      parting: this.history.parting(one.head, other.head),
    };
    const [preview = notPreviewed] = await this.merges.preview([task]);
    const semantic = this.merges.semanticTask(task);
    return semantic === null ? preview : withBreaks(preview, await this.deep.once(semantic));
  }

  dispose(): void {
    for (const side of this.sides) side.dispose();
    this.refs.dispose();
    void this.syntax.dispose();
    void this.semantics.dispose();
  }

  private listPairs(
    branches: ReadonlyMap<string, HeadCommit>,
  ): { readonly ours: Standing; readonly theirs: Standing }[] {
    const worktrees = this.standings.flatMap((ours, index) =>
      this.standings.slice(index + 1).map((theirs) => ({ ours, theirs })),
    );
    const targets = this.sides.flatMap(({ side }, index) => {
      const ours = this.standings[index];
      const tip = side.targetBranch === null ? undefined : branches.get(`refs/heads/${side.targetBranch}`);
      if (ours === undefined || side.targetBranch === null || tip === undefined) return [];
      const state: SideState = { kind: 'known', head: tip.commit, commit: tip.commit };
      return [{ ours, theirs: { side: { kind: 'branch', name: side.targetBranch }, state } as const }];
    });
    return [...worktrees, ...targets];
  }

  private async previewAll(
    pairs: readonly { readonly ours: Standing; readonly theirs: Standing }[],
  ): Promise<PairPreview[]> {
    const known = pairs.flatMap(({ ours, theirs }) =>
      ours.state.kind === 'known' && theirs.state.kind === 'known'
        ? [{ ours: ours.side, theirs: theirs.side, task: { ours: ours.state.commit, theirs: theirs.state.commit, parting: this.history.parting(ours.state.head, theirs.state.head) } }] // prettier-ignore
        : [],
    );
    const previews = await this.merges.preview(known.map(({ task }) => task));
    this.deep.want(known.flatMap(({ ours, theirs, task: merge }) => { const task = this.merges.semanticTask(merge); return task === null ? [] : [{ ours, theirs, task }]; })); // prettier-ignore
    const merged = known.map(({ ours, theirs }, index) => ({
      ours,
      theirs,
      preview: previews[index] ?? notPreviewed,
    }));
    const unknown = pairs.flatMap(({ ours, theirs }): PairPreview[] => {
      const why = [ours, theirs].flatMap(({ state }) => (state.kind === 'unknown' ? [state.why] : []))[0];
      return why === undefined
        ? []
        : [{ ours: ours.side, theirs: theirs.side, preview: { outcome: 'unknown', why } }];
    });
    return [...merged, ...unknown];
  }

  // What a worktree changed counts from where its branch left its target.
  private async changedFiles(
    branches: ReadonlyMap<string, HeadCommit>,
  ): Promise<Record<string, readonly string[]>> {
    const spans = this.sides.flatMap(({ side }, index) => {
      const state = this.standings[index]?.state;
      if (state?.kind !== 'known') return [];
      const target = side.targetBranch === null ? undefined : branches.get(`refs/heads/${side.targetBranch}`);
      const parting = target === undefined ? state.head : this.history.parting(state.head, target.commit);
      const from = parting === 'several' || parting === 'none' ? state.head : parting;
      return [{ path: side.path, from, to: state.commit }];
    });
    await this.merges.learnTouched(spans.filter(({ from, to }) => from !== to));
    return Object.fromEntries(spans.map(({ path, from, to }) => [path, from === to ? [] : [...this.merges.touchedBy(from, to).keys()]])); // prettier-ignore
  }

  private commitOf(side: MergeSide, branches: ReadonlyMap<string, HeadCommit>): string | null {
    if (side.kind === 'branch') return branches.get(`refs/heads/${side.name}`)?.commit ?? null;
    const state = this.standings.find(
      (standing) => standing.side.kind === 'worktree' && standing.side.path === side.path,
    )?.state;
    return state?.kind === 'known' ? state.commit : null;
  }

  private async commitsOf(
    side: MergeSide,
  ): Promise<{ readonly head: string; readonly commit: string } | null> {
    if (side.kind === 'worktree') {
      const state = this.standings.find(({ side: one }) => sideKey(one) === sideKey(side))?.state;
      return state?.kind === 'known' ? state : null;
    }
    const { code, stdout } = await this.git.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${side.name}^{commit}`], { okCodes: [0, 1, 128] }); // prettier-ignore
    return code === 0 ? { head: stdout.trim(), commit: stdout.trim() } : null;
  }

  private async readBranches(): Promise<Map<string, HeadCommit>> {
    const format = '%(refname)%00%(objectname)%00%(tree)';
    const { stdout } = await this.git.run(['for-each-ref', `--format=${format}`, 'refs/heads']);
    const lines = stdout.split('\n').filter((line) => line !== '');
    return new Map(
      lines.map((line) => {
        const [name = '', commit = '', tree = ''] = line.split('\0');
        return [name, { commit, tree }];
      }),
    );
  }

  private async treeOf(commit: string): Promise<HeadCommit> {
    const known = this.trees.get(commit);
    if (known !== undefined) return known;
    const tree = (
      await this.git.run(['rev-parse', '--verify', '--end-of-options', `${commit}^{tree}`])
    ).stdout.trim();
    const found = { commit, tree };
    this.trees.set(commit, found);
    return found;
  }

  private async watchRefs(): Promise<void> {
    const heads = join(this.data.commonDir, 'refs', 'heads');
    const entries = await readdir(heads, { recursive: true, withFileTypes: true }).catch(() => []);
    const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => `${join(entry.parentPath, entry.name).slice(this.data.commonDir.length + 1)}/`); // prettier-ignore
    this.refs.add(['', 'refs/heads/', ...folders]);
  }
}

function digestOf(branches: ReadonlyMap<string, HeadCommit>): string {
  const lines = [...branches].map(([name, { commit }]) => `${commit} ${name}\n`);
  return createHash('sha256').update(lines.join('')).digest('hex');
}

function withBreaks(preview: MergePreview, breaks: readonly FileConflict[]): MergePreview {
  if (breaks.length === 0 || preview.outcome === 'unknown') return preview;
  return {
    outcome: 'conflicts',
    files: [...(preview.outcome === 'conflicts' ? preview.files : []), ...breaks],
  };
}

const notPreviewed = { outcome: 'unknown', why: 'Git gave no result.' } as const;

function headOf(state: SideState): string[] {
  return state.kind === 'known' ? [state.head] : [];
}
