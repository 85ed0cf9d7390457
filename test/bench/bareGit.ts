// The git commands that seeing conflicts cannot avoid, run one after the other with nothing around them: the baseline.
import { copyFile, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RadarSide } from '../../src/engine/radar/report';
import { gitEnvironment } from '../support/git';
import { runOk } from '../support/processes';
import type { Scene } from './scene';

/** A quarantine of its own with a private index for every worktree. */
export class BareGit implements AsyncDisposable {
  private readonly commits = new Map<RadarSide, string>();
  private touched = new Map<RadarSide, ReadonlySet<string>>();

  private constructor(
    private readonly scene: Scene,
    private readonly folder: string,
  ) {}

  /** Makes the quarantine; nothing is measured in it yet. */
  static async open(scene: Scene): Promise<BareGit> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'parallel-cc-bench-')));
    await mkdir(join(folder, 'objects'));
    return new BareGit(scene, folder);
  }

  /** Previews from nothing: a snapshot of every worktree, what each changed, one merge of all pairs that share a file. */
  async allPairs(): Promise<void> {
    for (const side of this.scene.sides) {
      await copyFile(join(side.gitDir, 'index'), this.indexOf(side));
      await this.git(side, ['add', '--all']);
      await this.commit(side);
    }
    await this.learnTouched();
    await this.merge(this.pairsThatShare());
  }

  /** Previews one saved file: the snapshot of its worktree and the merges with those that changed the file too. */
  async oneSave(side: RadarSide, path: string, others: readonly RadarSide[]): Promise<void> {
    await this.git(side, ['update-index', '--add', '--', path]);
    await this.commit(side);
    await this.merge(others.map((other) => [side, other]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  private async commit(side: RadarSide): Promise<void> {
    const tree = (await this.git(side, ['write-tree'])).trim();
    const commit = await this.git(side, ['commit-tree', tree, '-p', 'HEAD', '-m', 'snapshot']);
    this.commits.set(side, commit.trim());
  }

  private async learnTouched(): Promise<void> {
    const [first] = this.scene.sides;
    if (first === undefined) return;
    const commits = [...this.commits.values()];
    const output = await this.git(
      first,
      ['diff-tree', '--stdin', '-r', '--name-only', '--root'],
      lines(commits),
    );
    // Each commit's own line stands before the paths it touched.
    const known = new Set(commits);
    const names = new Map<string, Set<string>>();
    let current = new Set<string>();
    for (const line of output.split('\n'))
      if (known.has(line)) names.set(line, (current = new Set()));
      else current.add(line);
    this.touched = new Map([...this.commits].map(([side, commit]) => [side, names.get(commit) ?? new Set()]));
  }

  private pairsThatShare(): (readonly [RadarSide, RadarSide])[] {
    const { sides } = this.scene;
    const pairs = sides.flatMap((one, index) => sides.slice(index + 1).map((other) => [one, other] as const));
    return pairs.filter(([one, other]) => {
      const theirs = this.touched.get(other);
      return [...(this.touched.get(one) ?? [])].some((path) => path !== '' && theirs?.has(path));
    });
  }

  private async merge(pairs: readonly (readonly [RadarSide, RadarSide])[]): Promise<void> {
    const [first] = this.scene.sides;
    const input = pairs.map(
      ([one, other]) => `${this.commits.get(one) ?? ''} ${this.commits.get(other) ?? ''}`,
    );
    if (first !== undefined) await this.git(first, ['merge-tree', '--write-tree', '--stdin'], lines(input));
  }

  private git(side: RadarSide, args: readonly string[], input = ''): Promise<string> {
    const env = {
      ...gitEnvironment(),
      GIT_OBJECT_DIRECTORY: join(this.folder, 'objects'),
      GIT_ALTERNATE_OBJECT_DIRECTORIES: join(this.scene.commonDir, 'objects'),
      GIT_INDEX_FILE: this.indexOf(side),
    };
    return runOk('git', args, { cwd: side.path, env, input });
  }

  private indexOf(side: RadarSide): string {
    return join(this.folder, `index${this.scene.sides.indexOf(side)}`);
  }
}

function lines(values: readonly string[]): string {
  return values.map((value) => `${value}\n`).join('');
}
