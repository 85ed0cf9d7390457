/** Words how long ago a moment was, as short as can be: `now`, `4 min`, `3 h`, `2 d`. */
export function shortAge(since: number, now: number): string {
  const minutes = Math.floor((now - since) / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

/** Brings all ages below an element up to date; they carry their moment in `data-since`. */
export function refreshAges(root: ParentNode, now: number): void {
  for (const element of root.querySelectorAll<HTMLElement>('[data-since]')) {
    const text = shortAge(Number(element.dataset['since']), now);
    if (element.textContent !== text) element.textContent = text;
  }
}
