import type { Engine } from '../../engine/engine';
import type { Handlers } from './handlers';

/** Answers the methods on messages between sessions and what else waits to be told. */
export function messageHandlers(engine: Engine): Pick<Handlers, 'sendMessage' | 'takeNotices'> {
  return {
    async sendMessage({ to, from, text }, call) {
      const sender = from === null ? 'the user' : `session "${engine.sessions.find(from).name}"`;
      const recipients = to === null ? engine.sessions.live() : [engine.sessions.find(to)];
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
