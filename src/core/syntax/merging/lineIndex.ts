/** Where the lines of a text begin. */
export class LineIndex {
  private readonly starts: readonly number[];

  constructor(private readonly textValue: string) {
    const starts = [0];
    for (let at = textValue.indexOf('\n'); at !== -1; at = textValue.indexOf('\n', at + 1))
      starts.push(at + 1);
    if (starts.at(-1) === textValue.length) starts.pop();
    this.starts = starts;
  }

  /** The offset at which a line begins; the end of the text for lines behind the last. */
  offset(line: number): number {
    return this.starts[line] ?? this.textValue.length;
  }

  /** The line that an offset is in; the number of lines at the end of the text. */
  lineAt(offset: number): number {
    if (offset >= this.textValue.length) return this.starts.length;
    let [low, high] = [0, this.starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low;
  }

  /** The first line that begins at an offset or behind it. */
  lineFrom(offset: number): number {
    const line = this.lineAt(offset);
    return this.offset(line) < offset ? line + 1 : line;
  }
}
