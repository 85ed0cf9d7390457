/** A file as it was at one moment. */
export interface FileVersion {
  /** As git writes it: `100644`, `100755` or `120000`. */
  readonly mode: string;
  /** SHA-256 of its bytes. */
  readonly hash: string;
  readonly size: number;
  /** Where its bytes are kept; null: it is too large to be kept. */
  readonly kept: string | null;
  /** When it was last written, in milliseconds since the Unix epoch. */
  readonly writtenAt: number;
}

/** What a session holds for itself alone. */
export interface HeldPlace {
  /** `file`: also where only a part of it is held. */
  readonly kind: 'file' | 'folder' | 'glob';
  /** From the top of the repository, with `/`; the glob itself. */
  readonly path: string;
  /** Since when, in milliseconds since the Unix epoch. */
  readonly since: number;
}

/** A file that is held and was written. */
export interface HeldWrite {
  readonly worktree: string;
  readonly path: string;
  /** What it was; null: it was not there; `unknown`: it was written before that was known. */
  readonly before: FileVersion | null | 'unknown';
  /** What it is now; null: it is gone. */
  readonly after: FileVersion | null;
  /** When that was seen, in milliseconds since the Unix epoch. */
  readonly seenAt: number;
}

/** All that is held, and where it is looked at. */
export interface HeldEverywhere {
  readonly worktrees: readonly string[];
  readonly held: readonly HeldPlace[];
}

/** What the thread of the watch is told. */
export type ToWatch =
  /** The text of a `HeldEverywhere`: told several times a second, it is copied as text in a fraction of the time. */
  { readonly type: 'held'; readonly text: string } | { readonly type: 'stop' };

/** What the thread of the watch tells. */
export type FromWatch =
  | { readonly type: 'written'; readonly write: HeldWrite }
  /** All that is held is watched from now on; what of it is not, in words. */
  | { readonly type: 'watching'; readonly problem: string | null }
  | { readonly type: 'stopped' };

/** What is started with the thread of the watch. */
export interface WatchWorkerData {
  /** A folder of the watch's own; it and those beside it are emptied at the start. */
  readonly folder: string;
}
