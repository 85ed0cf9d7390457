import type { Clock } from '../base/clock';
import type { State } from './state';
import { dismissRepair, notedRepairs, noteRepairs } from './store/repairNotes';

/** What had to be repaired and what was lost, a sentence each: told by every host until the user has dismissed it. */
export class Repairs {
  constructor(
    private readonly state: State,
    private readonly clock: Clock,
  ) {}

  /** What is to be told, oldest first. */
  get told(): readonly string[] {
    return this.state.read(notedRepairs);
  }

  /** Has sentences told from now on. */
  async note(sentences: readonly string[]): Promise<void> {
    if (sentences.length === 0) return;
    await this.state.commit((db) => noteRepairs(db, sentences, this.clock.now()));
  }

  /** Has them told no more, or all that are told now; returns those that were. Others are passed over. */
  dismiss(sentences: readonly string[] | null): Promise<string[]> {
    return this.state.commit((db) => {
      const dismissed = notedRepairs(db).filter((text) => sentences?.includes(text) ?? true);
      for (const text of dismissed) dismissRepair(db, text, this.clock.now());
      return dismissed;
    });
  }
}
