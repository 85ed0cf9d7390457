import { isSameTask } from '../../core/likeness';
import type { Session } from '../../core/session';
import type { Notices } from '../notices';
import type { Sessions } from '../sessions';
import type { Db } from '../store/store';

/** What finding duplicate work needs of the engine. */
export interface DuplicateWorkParts {
  readonly sessions: Sessions;
  readonly notices: Notices;
}

/** Points out to two sessions, once, that they were asked for much the same. */
export class DuplicateWork {
  constructor(private readonly parts: DuplicateWorkParts) {}

  /** Compares the prompt that a session was given with those of its peers; within a transaction. */
  prompted(db: Db, session: Session, prompt: string): void {
    for (const peer of this.parts.sessions.live()) {
      if (peer.id === session.id || peer.prompt === null || !isSameTask(prompt, peer.prompt)) continue;
      this.tell(db, session, peer, peer.prompt);
      this.tell(db, peer, session, prompt);
    }
  }

  private tell(db: Db, to: Session, about: Session, task: string): void {
    const text = `parallel-cc: session "${about.name}" was asked for much the same as you: "${task.slice(0, 120)}". Before you go on, agree who does what (parallel-cc message "${about.name}" "…"), or ask the user.`;
    this.parts.notices.leave(db, to.id, { kind: 'overlap', key: `task:${about.id}`, text });
  }
}
