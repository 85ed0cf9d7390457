/** Where a file of the user that is no JSON has our part: between two comments. */
export interface MarkedBlock {
  /** The text with our block at its end, in place of the one that it has. */
  add(text: string | null): string;
  /** The text without it. */
  remove(text: string): string;
}

const begin = '# >>> parallel-cc >>>';
const end = '# <<< parallel-cc <<<';
const pattern = new RegExp(`^${begin}\\r?\\n[^]*?^${end}(\\r?\\n|$)`, 'gm');

/** A block of lines between comments that begin with `#`, which is what shells and TOML have. */
export function markedBlock(lines: string): MarkedBlock {
  const block = `${begin}\n${lines}\n${end}\n`;
  const remove = (text: string): string => text.replace(pattern, '');
  return {
    remove,
    add: (text) => {
      if (text !== null && text.match(pattern)?.join('') === block) return text;
      return withLineBreak(remove(text ?? '')) + block;
    },
  };
}

function withLineBreak(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
