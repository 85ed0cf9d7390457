import type { Clock } from '../base/clock';
import type { Session } from '../core/session';
import { newId } from './ids';
import type { Notices } from './notices';
import { logOperation } from './operations';
import type { State } from './state';
import type { Db } from './store/store';

/** Messages to agents, which they are told at their next turn. */
export class Messages {
  constructor(
    private readonly state: State,
    private readonly notices: Notices,
    private readonly clock: Clock,
  ) {}

  /**
   * Leaves a message with each recipient that has not ended. `sender` is words, for example `the user`.
   * @param alsoWrite is run in the same transaction.
   */
  async send(
    recipients: readonly Session[],
    sender: string,
    text: string,
    alsoWrite: (db: Db) => void,
  ): Promise<void> {
    await this.state.commit((db) => {
      alsoWrite(db);
      for (const session of recipients.filter(({ endedAt }) => endedAt === null)) {
        const notice = {
          kind: 'message',
          key: `message:${newId()}`,
          text: `parallel-cc: message from ${sender}: ${text}`,
        } as const;
        this.notices.leave(db, session.id, notice);
        const summary = `A message from ${sender} was left for "${session.name}".`;
        logOperation(db, { time: this.clock.now(), kind: 'messageSent', sessionId: session.id, summary });
      }
    });
  }
}
