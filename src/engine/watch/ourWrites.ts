import type { Clock } from '../../base/clock';
import { blobIdOfFile } from '../git/blobId';
import type { TreeDifference } from '../snapshots/treeDiff';
import type { FileVersion } from './messages';

/** So long what we write may be heard of after it was noted, in milliseconds. */
const longestMs = 60_000;

/** Remembers what we are about to write into worktrees for the user, to know it when the watch tells of it. */
export class OurWrites {
  private readonly expected = new Map<string, { readonly id: string | null; readonly at: number }>();

  constructor(private readonly clock: Clock) {}

  /** Notes what files are about to become. */
  note(worktree: string, differences: readonly TreeDifference[]): void {
    const now = this.clock.now();
    for (const [name, { at }] of this.expected) if (now - at > longestMs) this.expected.delete(name);
    for (const { path, to } of differences) this.expected.set(`${worktree}\0${path}`, { id: to?.id ?? null, at: now }); // prettier-ignore
  }

  /** Says whether a file became what we noted. */
  async isOurs(worktree: string, path: string, version: FileVersion | null): Promise<boolean> {
    const expected = this.expected.get(`${worktree}\0${path}`);
    if (expected === undefined || this.clock.now() - expected.at > longestMs) return false;
    return expected.id === null ? version === null : (await blobId(version, expected.id)) === expected.id;
  }
}

async function blobId(version: FileVersion | null, like: string): Promise<string | null> {
  return version?.kept == null ? null : blobIdOfFile(version.kept, like).catch(() => null);
}
