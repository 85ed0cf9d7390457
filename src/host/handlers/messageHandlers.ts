import type { Session } from '../../core/session';
import type { Engine } from '../../engine/engine';
import type { Handlers } from './handlers';

/** Answers the methods on messages between sessions and what else waits to be told. */
export function messageHandlers(engine: Engine): Pick<Handlers, 'sendMessage' | 'takeNotices'> {
  return {
    async sendMessage({ to, from, text }, call) {
      const own = from === null ? null : engine.sessions.find(from);
      const sender = own === null ? 'the user' : `session "${own.name}"`;
      const recipients =
        to === null ? engine.sessions.live().filter(({ id }) => id !== own?.id) : recipientsOf(engine, to);
      const answer = { recipients: recipients.map((session) => session.name) };
      await engine.messages.send(recipients, sender, text, (db) => call.noteAnswer(db, answer));
      return answer;
    },
    async takeNotices({ session }, call) {
      const { id } = engine.sessions.find(session);
      const texts = await engine.state.commit((db) => engine.notices.take(db, id, call.requestId));
      return { texts, more: engine.notices.pending(id) };
    },
  };
}

function recipientsOf(engine: Engine, to: string | readonly string[]): Session[] {
  const found = (typeof to === 'string' ? [to] : to).map((one) => engine.sessions.find(one));
  return [...new Map(found.map((session) => [session.id, session])).values()];
}
