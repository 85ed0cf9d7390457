import { shortAge } from './model/age';

/** Brings all ages below an element up to date; they carry their moment in `data-since`. */
export function refreshAges(root: ParentNode, now: number): void {
  for (const element of root.querySelectorAll<HTMLElement>('[data-since]')) {
    const text = shortAge(Number(element.dataset['since']), now);
    if (element.textContent !== text) element.textContent = text;
  }
}
