import type { IconName } from './tree/node';

const namespace = 'http://www.w3.org/2000/svg';

/** The outlines of the pictures, on a field of 16 × 16. */
const paths: Readonly<Record<IconName, string>> = {
  working: 'M8 2a6 6 0 1 1-5.2 3M2.5 2v3.2h3.2',
  needsYou: 'M8 1.8 15 14H1L8 1.8ZM8 6.2v4M8 12v.6',
  idle: 'M6 4v8M10 4v8',
  stale: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM8 5v3.4l2.2 1.4',
  done: 'M3 8.5 6.5 12 13 4.5',
  conflict: 'M3 2.5v4.2L8 11l5-4.3V2.5M8 11v3M6.2 4.2l3.6 3.2M9.8 4.2 6.2 7.4',
  file: 'M4 1.8h5.2L12.4 5v9.2H4ZM9 1.8V5h3.4',
  claim: 'M4.2 7.2h7.6v6.2H4.2ZM5.8 7.2V5a2.2 2.2 0 0 1 4.4 0v2.2',
  worktree: 'M2 4.2h4.4l1.4 1.6H14v7.4H2Z',
  branch: 'M5 2.6v10.8M5 9.6c4 0 6-1.2 6-4.4M3.4 2.6h3.2M3.4 13.4h3.2M9.4 4.6h3.2',
  prompt: 'M2.4 3h11.2v8H7l-3 2.6V11H2.4Z',
  history: 'M3 8a5 5 0 1 0 1.6-3.7L3 5.8M3 2.6v3.2h3.2M8 5.2v3l2 1.2',
  close: 'M4 4l8 8M12 4l-8 8',
};

/** Draws a picture; it is decoration, so screen readers are told nothing. */
export function drawIcon(name: IconName): SVGElement {
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('icon', `icon-${name}`);
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', paths[name]);
  svg.append(path);
  return svg;
}
