import { fillIn } from '../core/classify/sentence';
import type { FileConflict, MergeSide, PairPreview } from '../core/conflict';
import type { Session } from '../core/session';
import type { Notices } from './notices';
import type { RadarReport } from './radar/report';
import type { Sessions } from './sessions';
import type { State } from './state';
import type { Worktrees } from './worktrees/worktrees';

/** What telling sessions of conflicts needs of the engine. */
export interface ConflictNoticesParts {
  readonly state: State;
  readonly sessions: Sessions;
  readonly notices: Notices;
  readonly worktrees: Worktrees;
}

/** Tells both sessions of a predicted conflict, once for as long as it lasts. */
export class ConflictNotices {
  private told = new Map<string, { readonly sessionId: string; readonly key: string }>();

  constructor(private readonly parts: ConflictNoticesParts) {}

  /** Compares a report with the one before: new conflicts are told, those that are gone may be told again. */
  async tell(report: RadarReport): Promise<void> {
    const due = new Map(report.pairs.flatMap((pair) => this.noticesOf(pair)).map((notice) => [`${notice.sessionId} ${notice.key}`, notice])); // prettier-ignore
    const fresh = [...due].filter(([id]) => !this.told.has(id)).map(([, notice]) => notice);
    const gone = [...this.told].filter(([id]) => !due.has(id)).map(([, notice]) => notice);
    this.told = new Map(due);
    if (fresh.length === 0 && gone.length === 0) return;
    await this.parts.state.commit((db) => {
      for (const { sessionId, key } of gone) this.parts.notices.forget(db, sessionId, key);
      for (const { sessionId, key, text } of fresh)
        this.parts.notices.leave(db, sessionId, { kind: 'conflict', key, text });
    });
  }

  private noticesOf(
    pair: PairPreview,
  ): { readonly sessionId: string; readonly key: string; readonly text: string }[] {
    if (pair.preview.outcome !== 'conflicts') return [];
    const { files } = pair.preview;
    return [
      this.oneWay(pair.ours, pair.theirs, files, 'ours'),
      this.oneWay(pair.theirs, pair.ours, files, 'theirs'),
    ].flat();
  }

  private oneWay(
    to: MergeSide,
    other: MergeSide,
    files: readonly FileConflict[],
    own: 'ours' | 'theirs',
  ): { readonly sessionId: string; readonly key: string; readonly text: string }[] {
    const sessions = to.kind === 'worktree' ? this.sessionsIn(to.path) : [];
    return sessions.flatMap((session) =>
      files.map((file) => ({
        sessionId: session.id,
        key: `conflict:${this.name(other)}:${file.path}${file.kind === 'semantic' ? `#${file.reading.declarations.join()}` : ''}`, // prettier-ignore
        text: this.text(file, own, this.name(other)),
      })),
    );
  }

  private text(file: FileConflict, own: 'ours' | 'theirs', other: string): string {
    const { sentence, remedy } = file.reading;
    const names = own === 'ours' ? { ours: 'you', theirs: other } : { ours: other, theirs: 'you' };
    const path = (own === 'ours' ? file.oursPath : file.theirsPath) ?? file.path;
    const what =
      file.kind === 'semantic' ? `break together with what ${other} does` : `conflict with ${other}`;
    return `parallel-cc: your ${path}${linesOf(file, own)} would ${what} if you merged now. ${fillIn(sentence, names)} ${remedy.text}`; // prettier-ignore
  }

  private name(side: MergeSide): string {
    if (side.kind === 'branch') return `branch ${side.name}`;
    const session = this.sessionsIn(side.path)[0];
    const known = this.parts.worktrees.known.find((worktree) => worktree.path === side.path);
    return session === undefined ? `worktree "${known?.name ?? side.path}"` : `session "${session.name}"`;
  }

  private sessionsIn(path: string): Session[] {
    return this.parts.sessions.live().filter((session) => session.worktreePath === path);
  }
}

function linesOf(file: FileConflict, own: 'ours' | 'theirs'): string {
  const ranges = file.regions
    .slice(0, 3)
    .map((region) => `${region[own].start + 1}–${Math.max(region[own].end, region[own].start + 1)}`);
  return ranges.length === 0 ? '' : ` (lines ${ranges.join(', ')})`;
}
