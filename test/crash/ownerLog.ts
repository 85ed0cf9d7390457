import { readFileSync } from 'node:fs';

/** What a host notes before it does it, or, of owning, as soon as it does. */
export interface OwnerLogLine {
  readonly pid: number;
  readonly kind: 'owned' | 'saving';
  readonly epoch: number;
}

/** Reads the log of the hosts and says of each sign of a second owner what is wrong. */
export function judgeOwnerLog(path: string): string[] {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as OwnerLogLine); // prettier-ignore
  const owners = new Map<number, number>();
  const wrong: string[] = [];
  let newest = 0;
  for (const { pid, kind, epoch } of lines) {
    if (kind === 'owned') {
      if (owners.has(epoch)) wrong.push(`epoch ${epoch} was owned by ${owners.get(epoch)} and by ${pid}`);
      if (epoch <= newest) wrong.push(`epoch ${epoch} of ${pid} came after ${newest}`);
      owners.set(epoch, pid);
      newest = Math.max(newest, epoch);
    } else if (epoch < newest) wrong.push(`${pid}, owner ${epoch}, was saving although ${newest} owned`);
  }
  return wrong;
}
