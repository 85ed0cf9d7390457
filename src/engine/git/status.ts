/** A tracked path that differs from HEAD, in the index or in the worktree. Modes are octal, as git prints them. */
export interface ChangedEntry {
  readonly kind: 'changed';
  readonly path: string;
  readonly headMode: string;
  readonly indexMode: string;
  readonly worktreeMode: string;
  /** The blobs that the index has for it: one, or up to three of a conflict. */
  readonly indexBlobs: readonly string[];
  readonly isSubmodule: boolean;
}

/** A path that git does not know. A `/` behind it says that it is a repository of its own. */
export interface UntrackedEntry {
  readonly kind: 'untracked';
  readonly path: string;
}

/** What `git status` says of one path. */
export type StatusEntry = ChangedEntry | UntrackedEntry;

/** A worktree as `git status` sees it. */
export interface Status {
  /** The id of the commit that is checked out; null when there is none yet. */
  readonly head: string | null;
  /** The branch that is checked out; null when HEAD is detached. */
  readonly branch: string | null;
  readonly entries: readonly StatusEntry[];
}

/**
 * Reads the output of `git status --porcelain=v2 --branch -z --no-renames`; ignored files are skipped.
 * The format is described in git-status(1).
 */
export function parseStatus(output: string): Status {
  const records = output.split('\0');
  const header = (name: string): string | undefined =>
    records.find((record) => record.startsWith(`# ${name} `))?.slice(name.length + 3);
  const [oid, branch] = [header('branch.oid'), header('branch.head')];
  return {
    head: oid === undefined || oid === '(initial)' ? null : oid,
    branch: branch === undefined || branch === '(detached)' ? null : branch,
    entries: records.map(parseEntry).filter((entry) => entry !== null),
  };
}

function parseEntry(record: string): StatusEntry | null {
  switch (record.charAt(0)) {
    case '1':
      return parseChanged(record);
    case 'u':
      return parseUnmerged(record);
    case '?':
      return { kind: 'untracked', path: record.slice(2) };
    default:
      return null;
  }
}

// 1 <XY> <sub> <mH> <mI> <mW> <hH> <hI> <path>
function parseChanged(record: string): ChangedEntry {
  const [sub, headMode, indexMode, worktreeMode, , indexBlob] = fields(record, 8);
  return {
    kind: 'changed',
    path: afterFields(record, 8),
    headMode: headMode ?? '',
    indexMode: indexMode ?? '',
    worktreeMode: worktreeMode ?? '',
    indexBlobs: presentBlobs([indexBlob]),
    isSubmodule: sub?.startsWith('S') ?? false,
  };
}

// u <XY> <sub> <m1> <m2> <m3> <mW> <h1> <h2> <h3> <path>
function parseUnmerged(record: string): ChangedEntry {
  const [sub, , ours, , worktreeMode, ...blobs] = fields(record, 10);
  return {
    kind: 'changed',
    path: afterFields(record, 10),
    headMode: ours ?? '',
    indexMode: ours ?? '',
    worktreeMode: worktreeMode ?? '',
    indexBlobs: presentBlobs(blobs),
    isSubmodule: sub?.startsWith('S') ?? false,
  };
}

// The third field and those behind it; the first two are the kind and the letters.
function fields(record: string, count: number): string[] {
  return record.split(' ').slice(2, count);
}

function afterFields(record: string, count: number): string {
  return record.split(' ').slice(count).join(' ');
}

function presentBlobs(blobs: readonly (string | undefined)[]): string[] {
  return blobs.filter((blob): blob is string => blob !== undefined && !/^0*$/.test(blob));
}
