import type { SessionSnapshot } from '../../core/sessionSnapshot';
import { chooseExpired } from '../../core/sessionSnapshot';
import { logOperation } from '../operations';
import type { KeptCommit } from './keptCommits';
import { listKeptCommits, measureCommits } from './keptCommits';
import { selectSnapshots } from './snapshotRows';
import type { TimelineParts } from './timeline';

const dayMs = 24 * 60 * 60 * 1000;
const bytesPerMegabyte = 1024 * 1024;

/** Drops what is kept of sessions and removed worktrees when the policy in the settings says so. */
export class Expiry {
  constructor(private readonly parts: Pick<TimelineParts, 'git' | 'state' | 'clock' | 'settings'>) {}

  /**
   * Drops what is too old, what one session has too many of, and, while all of it together is too large, the oldest.
   * For its size nothing is dropped that is younger than a day, or the newest snapshot of a session that lives.
   * @param isLive whether a session has not ended.
   */
  async run(isLive: (sessionId: string) => boolean): Promise<void> {
    const { state, settings, clock, git } = this.parts;
    const { snapshotDays: days, snapshotsPerSession: perSession } = settings.current;
    const now = clock.now();
    const rows = state.read((db) => selectSnapshots(db, '1 = 1'));
    const expired = new Set(chooseExpired(rows, { days, perSession }, now, isLive));
    const expiredRefs = new Set([...expired].map(({ ref }) => ref));
    const kept = rows.filter((row) => !expired.has(row));
    const keptRefs = new Set(kept.map(({ ref }) => ref));
    // A ref without a snapshot is of a removed worktree, or its snapshot was cut short.
    const isOver = ({ ref, time }: KeptCommit): boolean =>
      !keptRefs.has(ref) && (expiredRefs.has(ref) || now - time > days * dayMs);
    const commits = await listKeptCommits(git);
    const newest = new Set(newestRefs(kept.filter(({ sessionId }) => isLive(sessionId))));
    const mayGo = ({ ref, time }: KeptCommit): boolean => !newest.has(ref) && now - time > dayMs;
    const excess = await this.excess(commits.filter((commit) => !isOver(commit)), mayGo); // prettier-ignore
    const refs = new Set([...commits.filter(isOver), ...excess].map(({ ref }) => ref));
    const gone = rows.filter((row) => expired.has(row) || refs.has(row.ref));
    await this.drop(gone, [...refs]);
  }

  /** The oldest that must go for the rest to fit; contents that several share count once. */
  private async excess(
    commits: readonly KeptCommit[],
    mayGo: (commit: KeptCommit) => boolean,
  ): Promise<readonly KeptCommit[]> {
    const limit = this.parts.settings.current.snapshotMegabytes * bytesPerMegabyte;
    const candidates = commits.filter(mayGo);
    const fitsWithout = async (count: number): Promise<boolean> => {
      const out = new Set(candidates.slice(0, count));
      const rest = commits.filter((commit) => !out.has(commit));
      return (await measureCommits(this.parts.git, rest)) <= limit;
    };
    if (candidates.length === 0 || (await fitsWithout(0))) return [];
    let tooFew = 0;
    let enough = candidates.length;
    while (enough - tooFew > 1) {
      const middle = Math.floor((tooFew + enough) / 2);
      if (await fitsWithout(middle)) enough = middle;
      else tooFew = middle;
    }
    return candidates.slice(0, enough);
  }

  // The refs go last: a row without its ref would promise what is not there.
  private async drop(rows: readonly SessionSnapshot[], refs: readonly string[]): Promise<void> {
    const { state, clock, git, settings } = this.parts;
    if (refs.length + rows.length === 0) return;
    const { snapshotDays, snapshotsPerSession, snapshotMegabytes } = settings.current;
    const summary = `${refs.length} snapshots were dropped: older than ${snapshotDays} days, more than ${snapshotsPerSession} of a session, or beyond ${snapshotMegabytes} MB.`;
    await state.commit((db) => {
      for (const { id } of rows) db.run('DELETE FROM snapshots WHERE id = ?', [id]);
      logOperation(db, { time: clock.now(), kind: 'snapshotsExpired', sessionId: null, summary });
    });
    const input = refs.map((ref) => `delete ${ref}\0\0`).join('');
    await git.run(['update-ref', '-z', '--stdin'], { input });
  }
}

function newestRefs(oldestFirst: readonly SessionSnapshot[]): Iterable<string> {
  return new Map(oldestFirst.map(({ sessionId, ref }) => [sessionId, ref])).values();
}
