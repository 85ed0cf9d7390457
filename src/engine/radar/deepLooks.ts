import type { FileConflict, MergeSide } from '../../core/conflict';
import { sideKey } from '../../core/conflict';
import { conflictOf } from '../../core/semantics/conflictOf';
import type { SemanticTask } from '../semantics/jobs';
import type { Semantics } from '../semantics/semantics';

/** A pair of sides, and the merge of what they are now. */
export interface DeepTask {
  readonly ours: MergeSide;
  readonly theirs: MergeSide;
  readonly task: SemanticTask;
}

interface Found {
  readonly key: string;
  readonly files: readonly FileConflict[];
}

/** What is found in merges beyond their text. It comes later than the rest: until then, what was found before stands. */
export class DeepLooks {
  private readonly found = new Map<string, Found>();
  private wanted: readonly DeepTask[] = [];
  private readonly running = new Map<string, Promise<readonly FileConflict[]>>();

  constructor(private readonly semantics: Semantics) {}

  /** Sets the merges that matter now; those that were looked into stay known. */
  want(tasks: readonly DeepTask[]): void {
    this.wanted = tasks;
    const present = new Set(tasks.map(pairKey));
    for (const pair of this.found.keys()) if (!present.has(pair)) this.found.delete(pair);
  }

  /** What is known of a pair of sides. */
  of(ours: MergeSide, theirs: MergeSide): readonly FileConflict[] {
    return this.found.get(pairKey({ ours, theirs }))?.files ?? [];
  }

  /** Looks into the merges that changed; says whether anything else is known then. */
  async catchUp(): Promise<boolean> {
    const due = this.wanted.filter((one) => this.found.get(pairKey(one))?.key !== taskKey(one.task));
    const changes = await Promise.all(due.map((one) => this.look(one)));
    return changes.includes(true);
  }

  /** Looks into one merge that nobody watches. */
  async once(task: SemanticTask): Promise<readonly FileConflict[]> {
    return ((await this.semantics.check(task)) ?? []).map(conflictOf);
  }

  private async look(one: DeepTask): Promise<boolean> {
    const key = taskKey(one.task);
    const running = this.running.get(key) ?? this.once(one.task).finally(() => this.running.delete(key));
    this.running.set(key, running);
    const files = await running;
    const isPresent = this.wanted.some(
      (other) => pairKey(other) === pairKey(one) && taskKey(other.task) === key,
    );
    if (!isPresent) return false;
    const before = this.found.get(pairKey(one))?.files ?? [];
    this.found.set(pairKey(one), { key, files });
    return JSON.stringify(before) !== JSON.stringify(files);
  }
}

function pairKey({ ours, theirs }: Pick<DeepTask, 'ours' | 'theirs'>): string {
  return `${sideKey(ours)} ${sideKey(theirs)}`;
}

function taskKey({ base, ours, theirs }: SemanticTask): string {
  return `${base} ${ours} ${theirs}`;
}
