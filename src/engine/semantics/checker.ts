import type { FileFacts } from '../../core/semantics/facts';
import { familyOf } from '../../core/semantics/family';
import type { Finding } from '../../core/semantics/finding';
import { findSemanticConflicts } from '../../core/semantics/findings';
import type { Project } from '../../core/semantics/project';
import { PathIndex } from '../../core/semantics/project';
import { readBlobs } from '../git/catFile';
import { diffBlobs, listBlobs } from '../git/diffTree';
import type { Git } from '../git/git';
import type { Grammars } from '../syntax/grammars';
import type { SemanticTask } from './jobs';
import { readSourceFile } from './readFile';
import { TreeFiles } from './treeFiles';

/** Imports lead from file to file, and what is not known yet is read in turns; more of them mean a loop. */
const mostTurns = 12;
/** More changed files than this on one side are no session's work, but a branch that is far away. */
const mostChanged = 1500;
/** How many files are known at a time, and the trees of how many commits. */
const keptFiles = 30_000;
const keptTrees = 4;

interface KnownTree {
  readonly blobs: ReadonlyMap<string, string>;
  readonly index: PathIndex;
}

/** A version of a file. */
interface FileVersion {
  readonly path: string;
  readonly blob: string;
}

/** Looks into merges. What is known of a file is kept by its blob, so that only what changed is read again. */
export class SemanticChecker {
  private readonly files = new Map<string, FileFacts | null>();
  private readonly trees = new Map<string, KnownTree>();

  constructor(
    private readonly git: Git,
    private readonly grammars: Grammars,
  ) {}

  /** Finds what merges as text and breaks the program. */
  async check(task: SemanticTask): Promise<Finding[]> {
    const { base, ours, theirs, merged } = task;
    const [one, other] = [await diffBlobs(this.git, base, ours), await diffBlobs(this.git, base, theirs)];
    if (!isWorthwhile(one) || !isWorthwhile(other)) return [];
    const together = merged === null ? new Map([...one, ...other]) : await diffBlobs(this.git, base, merged);
    const { blobs, index } = await this.tree(base);
    const files = (changes: ReadonlyMap<string, string | null>): TreeFiles =>
      new TreeFiles(blobs, index, changes);
    const versions = {
      base: files(new Map()),
      ours: files(one),
      theirs: files(other),
      merged: files(together),
    };
    const changed = { ours: [...one.keys()], theirs: [...other.keys()] };
    return this.search(versions, (projects) =>
      findSemanticConflicts({ ...projects, changed, conflicted: new Set(task.conflicted) }),
    );
  }

  // What a look needs to know and does not is noted, read, and looked at again.
  private async search(
    { base, ours, theirs, merged }: Readonly<Record<'base' | 'ours' | 'theirs' | 'merged', TreeFiles>>,
    look: (projects: Readonly<Record<'base' | 'ours' | 'theirs' | 'merged', Project>>) => Finding[],
  ): Promise<Finding[]> {
    for (let turn = 0; turn < mostTurns; turn++) {
      const missing = new Map<string, FileVersion>();
      const project = (files: TreeFiles): Project => this.project(files, missing);
      const found = look({ base: project(base), ours: project(ours), theirs: project(theirs), merged: project(merged) }); // prettier-ignore
      if (missing.size === 0) return found;
      await this.learn([...missing.values()]);
    }
    return [];
  }

  private project(files: TreeFiles, missing: Map<string, FileVersion>): Project {
    return {
      facts: (path) => {
        const blob = familyOf(path) === null ? null : files.blob(path);
        if (blob === null) return null;
        const key = keyOf({ path, blob });
        const known = this.files.get(key);
        if (known === undefined) missing.set(key, { path, blob });
        return known ?? null;
      },
      has: (path) => files.has(path),
      inFolder: (folder) => files.inFolder(folder),
      named: (name) => files.named(name),
    };
  }

  private async learn(versions: readonly FileVersion[]): Promise<void> {
    const texts = await readBlobs(this.git, [...new Set(versions.map(({ blob }) => blob))]);
    for (const version of versions) {
      const text = texts.get(version.blob)?.toString('utf8') ?? '';
      this.files.set(keyOf(version), await readSourceFile(this.grammars, version.path, text));
    }
    for (const key of this.files.keys()) {
      if (this.files.size <= keptFiles) break;
      this.files.delete(key);
    }
  }

  private async tree(commit: string): Promise<KnownTree> {
    const known = this.trees.get(commit);
    if (known !== undefined) return known;
    const blobs = await listBlobs(this.git, commit);
    const tree = { blobs, index: new PathIndex(blobs.keys()) };
    this.trees.set(commit, tree);
    const [oldest] = this.trees.keys();
    if (this.trees.size > keptTrees && oldest !== undefined) this.trees.delete(oldest);
    return tree;
  }
}

// What a file says does not depend on where it is, but for its language.
function keyOf({ path, blob }: FileVersion): string {
  return `${blob} ${path.slice(path.lastIndexOf('.'))}`;
}

function isWorthwhile(changes: ReadonlyMap<string, string | null>): boolean {
  return changes.size > 0 && changes.size <= mostChanged;
}
