import type { FileConflict } from '../conflict';
import { conflictType } from '../classify/reading';
import type { Finding } from './finding';

/** Makes of a finding a conflict between two sides, at the place that breaks. */
export function conflictOf({ name, severity, user, places, sentence, advice }: Finding): FileConflict {
  const { ours, theirs } = places;
  const nowhere = { start: 0, end: 0 };
  const declarations = [name];
  return {
    kind: 'semantic',
    path: places[user]?.path ?? ours?.path ?? theirs?.path ?? '',
    oursPath: ours?.path ?? null,
    theirsPath: theirs?.path ?? null,
    regions: [{ ours: ours?.range ?? nowhere, theirs: theirs?.range ?? nowhere }],
    reading: {
      nature: 'semantic',
      severity,
      type: conflictType('semantic', declarations),
      sentence,
      declarations,
      remedy: { automatic: false, text: advice, command: null },
    },
  };
}
