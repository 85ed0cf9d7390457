import type { FoundSecret } from '../../core/foundSecret';

/** A file that is searched, with the id of its content. */
export interface SearchedFile {
  readonly path: string;
  readonly id: string;
}

/** What the thread is started with. */
export interface SearchOrder {
  /** The folder that paths start from. */
  readonly root: string;
  readonly files: readonly SearchedFile[];
}

/** What the thread tells. */
export type FromSearch =
  | { readonly kind: 'progress'; readonly searched: number }
  | { readonly kind: 'done'; readonly found: readonly FoundSecret[]; readonly cleanIds: readonly string[] };
