import type { Snapshot } from '../src/protocol/snapshot';
import { shortAge } from './model/age';
import { countOf } from './model';
import { plural } from './model/sessions';

/** Draws the line of counts; nothing without a snapshot. */
export function drawCounts(target: HTMLElement, snapshot: Snapshot | null): void {
  if (snapshot === null) {
    target.replaceChildren();
    return;
  }
  const counts = countOf(snapshot);
  target.replaceChildren(
    count(plural(counts.sessions, 'agent'), ''),
    ...(counts.needYou > 0
      ? [count(`${counts.needYou} ${counts.needYou === 1 ? 'needs' : 'need'} you`, 'attention')]
      : []),
    ...(counts.conflicts > 0 ? [count(plural(counts.conflicts, 'conflict'), 'attention')] : []),
  );
}

/** Draws what the radar is doing. */
export function drawRadarLine(target: HTMLElement, snapshot: Snapshot | null): void {
  target.replaceChildren();
  if (snapshot === null) return;
  const { state, lookedAt, pairs, unknown, message } = snapshot.radar;
  const words: Readonly<Record<typeof state, string>> = {
    off: 'The radar is off.',
    starting: 'The radar is starting.',
    watching: `Radar: ${plural(pairs, 'pair')}, last look `,
    failed: 'The radar is down.',
  };
  target.append(words[state]);
  if (state === 'watching' && lookedAt !== null) {
    const age = document.createElement('span');
    age.dataset['since'] = String(lookedAt);
    age.textContent = shortAge(lookedAt, Date.now());
    target.append(age);
  }
  if (unknown.length > 0) target.append(` · ${plural(unknown.length, 'pair')} cannot be previewed`);
  target.title = [message, ...unknown.map(({ ours, theirs, why }) => `${ours} ↔ ${theirs}: ${why}`)]
    .filter(Boolean)
    .join('\n');
}

function count(text: string, className: string): HTMLElement {
  const element = document.createElement('span');
  element.className = `count ${className}`;
  element.textContent = text;
  return element;
}
