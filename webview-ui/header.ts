import type { Snapshot } from '../src/protocol/snapshot';
import type { DashboardIntent } from '../src/protocol/webview';
import { shortAge } from './model/age';
import { makeButton } from './controls/controls';
import { countOf } from './model';
import { plural } from './model/sessions';

/** Draws the line of counts with the button that starts an agent; nothing without a snapshot. */
export function drawCounts(
  target: HTMLElement,
  snapshot: Snapshot | null,
  onIntent: (intent: DashboardIntent) => void,
): void {
  if (snapshot === null) {
    target.replaceChildren();
    return;
  }
  const counts = countOf(snapshot);
  const parts = [
    count(plural(counts.sessions, 'agent'), ''),
    ...(counts.needYou > 0
      ? [count(`${counts.needYou} ${counts.needYou === 1 ? 'needs' : 'need'} you`, 'attention')]
      : []),
    ...(counts.conflicts > 0 ? [count(plural(counts.conflicts, 'conflict'), 'attention')] : []),
  ];
  const start =
    target.querySelector('vscode-button') ??
    makeButton('Start Agent', () => onIntent({ kind: 'startAgent' }));
  const words = document.createElement('span');
  words.className = 'words';
  words.append(...parts);
  target.replaceChildren(words, start);
}

/** Draws what the radar is doing. */
export function drawRadarLine(target: HTMLElement, snapshot: Snapshot | null): void {
  target.replaceChildren();
  if (snapshot === null) return;
  const { state, lookedAt, pairs, unknown, message } = snapshot.radar;
  const words: Readonly<Record<typeof state, string>> = {
    off: 'The radar is off.',
    starting: 'The radar is starting.',
    watching: `Radar: ${plural(pairs, 'pair')}, looked `,
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
