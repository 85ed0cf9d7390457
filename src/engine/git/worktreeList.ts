/** One worktree as git lists it. */
export interface ListedWorktree {
  readonly path: string;
  /** The commit checked out; all zeros in a repository without commits. */
  readonly head: string;
  /** The branch checked out, without `refs/heads/`; null when HEAD is detached. */
  readonly branch: string | null;
  readonly bare: boolean;
  readonly locked: boolean;
  /** Why it is locked; null when it is not, or nobody said. */
  readonly lockReason: string | null;
  readonly prunable: boolean;
}

/** Reads the output of `git worktree list --porcelain -z`; the main worktree comes first. */
export function parseWorktreeList(output: string): ListedWorktree[] {
  return output
    .split('\0\0')
    .map((entry) => entry.split('\0').filter((line) => line !== ''))
    .filter((lines) => lines.length > 0)
    .map(parseEntry);
}

function parseEntry(lines: readonly string[]): ListedWorktree {
  const attributes = new Map(lines.map((line) => splitOnce(line, ' ')));
  return {
    path: attributes.get('worktree') ?? '',
    head: attributes.get('HEAD') ?? '0'.repeat(40),
    branch: attributes.get('branch')?.replace(/^refs\/heads\//, '') ?? null,
    bare: attributes.has('bare'),
    locked: attributes.has('locked'),
    lockReason: attributes.get('locked') || null,
    prunable: attributes.has('prunable'),
  };
}

function splitOnce(line: string, separator: string): [string, string] {
  const at = line.indexOf(separator);
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
}
