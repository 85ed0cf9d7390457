import type { Clock } from '../../base/clock';
import type { LandingEntry } from '../../core/landing/entry';
import { describeEntry } from '../../core/landing/entry';
import { insertMergeEvent } from '../merges/mergeRows';
import type { Notices } from '../notices';
import { logOperation } from '../operations';
import type { Sessions } from '../sessions';
import type { Db } from '../store/db';

/** What telling of landings needs of the engine. */
export interface LandingEndsParts {
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly notices: Notices;
}

const howLanded = { merge: 'merged', squash: 'squashed', rebase: 'rebased' } as const;

/**
 * Makes what belongs into the transaction that ends a landing: the entry of the operation log with its undoing, and what
 * the session is told. A session that goes back gets the reason as its next task.
 */
export function landingEnds({
  clock,
  sessions,
  notices,
}: LandingEndsParts): (db: Db, entry: LandingEntry) => void {
  return (db, entry) => {
    const { id, sessionId, target, before, after, source, method } = entry;
    const session = sessions.byId(sessionId);
    const time = clock.now();
    const [summary = ''] = describeEntry(entry).split('\n');
    if (entry.state === 'landed' && before !== null && after !== null) {
      const undo = { type: 'landing', landing: id, branch: target, before, after } as const;
      logOperation(db, { time, kind: 'sessionLanded', sessionId, summary, undo });
      if (source !== null && session?.branch != null)
        insertMergeEvent(db, { branch: session.branch, target, sourceCommit: source, targetCommit: after, how: howLanded[method], detectedAt: time }); // prettier-ignore
    } else logOperation(db, { time, kind: 'landingFailed', sessionId, summary });
    if (session === undefined || session.endedAt !== null || entry.state === 'waiting') return;
    notices.leave(db, sessionId, { kind: 'landing', key: `landing:${id}`, text: noticeOf(entry) });
  };
}

function noticeOf({ state, target, after, reason }: LandingEntry): string {
  return state === 'landed'
    ? `parallel-cc: your work landed in ${target} as ${after?.slice(0, 10) ?? ''}. Bring ${target} into your branch before you go on.`
    : `parallel-cc: your work did not land in ${target}. ${reason ?? ''}`;
}
