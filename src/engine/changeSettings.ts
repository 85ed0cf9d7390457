import type { Clock } from '../base/clock';
import type { CoordinatorSettings } from '../core/settings';
import { logOperation } from './operations';
import type { SettingsFile } from './settings';
import type { Db } from './store/store';

/**
 * Sets some of the settings, as an operation that can be undone; nothing is logged where all were so already.
 * @throws CoordinatorError what `SettingsFile.update` throws.
 */
export function changeSettings(
  { settings, clock }: { readonly settings: SettingsFile; readonly clock: Clock },
  changes: Readonly<Record<string, unknown>>,
): Promise<CoordinatorSettings> {
  return settings.update(changes, (db, before, after) => log(db, clock.now(), before, after));
}

function log(db: Db, time: number, before: CoordinatorSettings, after: CoordinatorSettings): number | null {
  const names = Object.keys(after) as (keyof CoordinatorSettings)[];
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  if (changed.length === 0) return null;
  const undo = {
    type: 'settings',
    before: Object.fromEntries(changed.map((name) => [name, before[name]])),
  } as const;
  const summary = `Settings were changed: ${changed.map((name) => `${name} is ${JSON.stringify(after[name])}`).join(', ')}.`;
  return logOperation(db, { time, kind: 'settingsChanged', sessionId: null, summary, undo });
}
