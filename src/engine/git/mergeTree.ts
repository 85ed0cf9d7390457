/** One version of a conflicted path: stage 1 is the base, 2 ours, 3 theirs. */
export interface ConflictStage {
  readonly mode: string;
  readonly blob: string;
  readonly stage: 1 | 2 | 3;
  readonly path: string;
}

/** Something git says of a merge: `type` is one of its stable words, for example `CONFLICT (contents)`. */
export interface MergeMessage {
  readonly type: string;
  readonly paths: readonly string[];
}

/** What git makes of one merge. */
export interface MergeTreeResult {
  readonly clean: boolean;
  /** What was merged; files that conflict have markers in it. */
  readonly tree: string;
  readonly stages: readonly ConflictStage[];
  readonly messages: readonly MergeMessage[];
}

/**
 * Reads the output of `git merge-tree --write-tree --stdin`, which ends every field with NUL: per merge its status and
 * tree, then for a conflicted one the stages up to an empty field, then the messages up to an empty field.
 */
export function parseMergeTrees(output: string): MergeTreeResult[] {
  const fields = output.split('\0');
  const results: MergeTreeResult[] = [];
  let at = 0;
  while (at < fields.length - 1) {
    const clean = fields[at] === '1';
    const tree = fields[at + 1] ?? '';
    at += 2;
    const stages: ConflictStage[] = [];
    const messages: MergeMessage[] = [];
    if (!clean) {
      for (; fields[at] !== '' && at < fields.length; at++) stages.push(parseStage(fields[at] ?? ''));
      at++;
    }
    while (fields[at] !== '' && at < fields.length - 1) {
      const count = Number(fields[at]);
      const paths = fields.slice(at + 1, at + 1 + count);
      messages.push({ type: fields[at + 1 + count] ?? '', paths });
      at += count + 3;
    }
    at++;
    results.push({ clean, tree, stages, messages });
  }
  return results;
}

// "<mode> <blob> <stage>\t<path>"
function parseStage(field: string): ConflictStage {
  const tab = field.indexOf('\t');
  const [mode = '', blob = '', stage = ''] = field.slice(0, tab).split(' ');
  return { mode, blob, stage: Number(stage) as ConflictStage['stage'], path: field.slice(tab + 1) };
}
