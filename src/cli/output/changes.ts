import type { FileChange } from '../../protocol/results';
import { count, printable } from './text';

/** How many files are listed before the rest is only counted. */
const mostListed = 40;

/** Lists files with a letter for what happens to each, as git does: `A`, `D` or `M`. */
export function fileList(changes: readonly FileChange[]): string[] {
  const letter = { added: 'A', deleted: 'D', changed: 'M' } as const;
  const lines = changes.slice(0, mostListed).map(({ path, change }) => `  ${letter[change]} ${printable(path)}`); // prettier-ignore
  const rest = changes.length - mostListed;
  return rest > 0 ? [...lines, `  and ${count(rest, 'more file', 'more files')}`] : lines;
}
