import { createHash } from 'node:crypto';
import type { Clock } from '../../../base/clock';
import type { SetupRecipe } from '../../../core/setup/recipe';
import { trustedText } from '../../../core/setup/recipe';
import type { State } from '../../state';

/** What the user decided of commands; `notNeeded`: there are none, or the user wrote them into the settings. */
export type Trust = 'trusted' | 'refused' | 'undecided' | 'notNeeded';

/** Names the commands of a recipe and the file that they come from: another name whenever either changes. */
export function fingerprintOf(recipe: SetupRecipe): string {
  return createHash('sha256').update(trustedText(recipe)).digest('hex');
}

/** What the user decided of the commands that come with the repository. Kept with our state, not in its files. */
export class SetupTrust {
  constructor(
    private readonly state: State,
    private readonly clock: Clock,
  ) {}

  /** What was decided of the commands of a recipe, exactly as they are. */
  of(recipe: SetupRecipe): Trust {
    if (recipe.commandsFrom === null || recipe.commandsFrom.source === 'settings') return 'notNeeded';
    return this.decisionOn(fingerprintOf(recipe));
  }

  /** What was decided of the commands with a fingerprint. */
  decisionOn(fingerprint: string): 'trusted' | 'refused' | 'undecided' {
    const row = this.state.read((db) =>
      db.get<{ decision: 'trusted' | 'refused' }>('SELECT decision FROM setup_trust WHERE fingerprint = ?', [
        fingerprint,
      ]),
    );
    return row?.decision ?? 'undecided';
  }

  /** Notes a decision. */
  async decide(fingerprint: string, decision: 'trusted' | 'refused'): Promise<void> {
    await this.state.commit((db) =>
      db.run('INSERT OR REPLACE INTO setup_trust (fingerprint, decision, decided_at) VALUES (?, ?, ?)', [
        fingerprint,
        decision,
        this.clock.now(),
      ]),
    );
  }

  /** Forgets one decision. */
  async forgetOne(fingerprint: string): Promise<void> {
    await this.state.commit((db) => db.run('DELETE FROM setup_trust WHERE fingerprint = ?', [fingerprint]));
  }

  /** Forgets every decision, so that the user is asked again. */
  async forget(): Promise<void> {
    await this.state.commit((db) => db.run('DELETE FROM setup_trust'));
  }
}
