import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { SerialQueue } from '../../base/async';
import type { Clock } from '../../base/clock';
import { notImportable } from '../../core/errors';
import type { ImportReport, ImportedRecord } from '../../core/importReport';
import type { KeptKind, OldRecord } from '../../core/oldRecord';
import { isKeptKind, keptKinds } from '../../core/oldRecord';
import { plural } from '../../core/plural';
import type { Git } from '../git/git';
import { newId } from '../ids';
import { logOperation } from '../operations';
import { realPathOf } from '../repositoryPaths';
import type { State } from '../state';
import type { Worktrees } from '../worktrees/worktrees';
import { insertImported, isImported, selectImported } from './importedRows';
import { readOldConfig } from './oldConfig';
import type { OldWorktrees } from './oldWorktrees';
import { findOldWorktrees } from './oldWorktrees';
import type { ReaderAnswer } from './reader';

/** What an import needs of the engine. */
export interface ImportParts {
  readonly git: Git;
  readonly state: State;
  readonly clock: Clock;
  readonly worktrees: Worktrees;
  /** The program that old databases are read in. */
  readonly importReaderFile: string;
}

/** So many rows are written in one go, so that nobody is kept waiting. */
const rowsAtATime = 200;

/** Brings over what the tool that this one replaces has kept of this repository. Its files are only read. */
export class Import {
  private readonly queue = new SerialQueue();

  constructor(private readonly parts: ImportParts) {}

  /**
   * Reads an old database and keeps what it says of this repository; what is kept already is not kept twice.
   * @param path of the database. @param dryRun says what would be done, and does nothing.
   * @throws CoordinatorError `notImportable`, `storeUnavailable`.
   */
  run(path: string, dryRun: boolean): Promise<ImportReport> {
    return this.queue.run(async () => {
      const source = realPathOf(path);
      const answer = await readInThread(this.parts.importReaderFile, source);
      if ('unimportable' in answer)
        throw notImportable(path, answer.unimportable.why, answer.unimportable.hint);
      const config = await readOldConfig(source);
      const { own, elsewhere } = await this.sort([...answer.records, ...config.records]);
      const found = await findOldWorktrees(this.parts.git, this.parts.worktrees, ofKind(own, 'session'));
      const { fresh, already } = this.split(own, source);
      const operation = dryRun ? null : await this.write(source, fresh, found);
      return {
        ...{ source, version: answer.version, logCommits: answer.logCommits, already, elsewhere, operation },
        broughtOver: countKinds(fresh),
        worktrees: found.notes.map((note) => ({ path: note.path, name: note.name })),
        leftOut: [...answer.leftOut, ...config.leftOut, ...withoutMeaning(own), ...found.leftOut],
      };
    });
  }

  /** Reads what was brought over, the newest of each kind first. */
  list(kind: KeptKind | null, limit: number): ImportedRecord[] {
    return this.parts.state.read((db) => selectImported(db, kind, limit));
  }

  // The old tool took a worktree's own top for the repository when it was asked from there.
  private async sort(
    records: readonly OldRecord[],
  ): Promise<{ readonly own: readonly OldRecord[] } & Pick<ImportReport, 'elsewhere'>> {
    const { worktrees } = this.parts;
    const ownPaths = new Set([...(await worktrees.refresh()), ...worktrees.notes()].map(({ path }) => path));
    const named = [...new Set(records.flatMap(({ repositoryPath }) => repositoryPath ?? []))];
    const owned = new Map(named.map((path) => [path, ownPaths.has(realPathOf(path))]));
    const isOwn = ({ repositoryPath }: OldRecord): boolean => repositoryPath === null || owned.get(repositoryPath) === true; // prettier-ignore
    const others = named.filter((path) => owned.get(path) === false);
    const count = (path: string): number => records.filter(({ repositoryPath }) => repositoryPath === path).length; // prettier-ignore
    return { own: records.filter(isOwn), elsewhere: others.map((repository) => ({ repository, count: count(repository) })) }; // prettier-ignore
  }

  private split(
    own: readonly OldRecord[],
    source: string,
  ): { readonly fresh: readonly (OldRecord & { kind: KeptKind })[]; readonly already: number } {
    const kept = own.filter((record): record is OldRecord & { kind: KeptKind } => isKeptKind(record.kind));
    const fresh = this.parts.state.read((db) => kept.filter((record) => !isImported(db, record, source)));
    return { fresh, already: kept.length - fresh.length };
  }

  private async write(
    source: string,
    fresh: readonly (OldRecord & { kind: KeptKind })[],
    { notes }: OldWorktrees,
  ): Promise<number | null> {
    const { state, worktrees, clock } = this.parts;
    if (fresh.length + notes.length === 0) return null;
    const batch = newId();
    const operation = await state.commit((db) => {
      for (const note of notes) worktrees.writeNote(db, note);
      const summary = `Brought over from an earlier parallel-cc: ${plural(fresh.length, 'record')} and ${plural(notes.length, 'worktree')}, from ${source}.`;
      const undo = { type: 'import', batch, worktrees: notes.map(({ path, sessionId }) => ({ path, sessionId })) } as const; // prettier-ignore
      return logOperation(db, { time: clock.now(), kind: 'imported', sessionId: null, summary, undo });
    });
    for (let from = 0; from < fresh.length; from += rowsAtATime) {
      const some = fresh.slice(from, from + rowsAtATime);
      await state.commit((db) => some.forEach((record) => insertImported(db, { ...record, source, batch })));
    }
    await worktrees.refresh();
    return operation;
  }
}

async function readInThread(file: string, path: string): Promise<ReaderAnswer> {
  const worker = new Worker(file, { workerData: path });
  try {
    const [answer] = (await once(worker, 'message')) as [ReaderAnswer];
    return answer;
  } finally {
    await worker.terminate();
  }
}

function ofKind(records: readonly OldRecord[], kind: OldRecord['kind']): OldRecord[] {
  return records.filter((record) => record.kind === kind);
}

function countKinds(records: readonly (OldRecord & { kind: KeptKind })[]): ImportReport['broughtOver'] {
  const kinds = Object.keys(keptKinds) as KeptKind[];
  return kinds
    .map((kind) => ({ kind, count: ofKind(records, kind).length }))
    .filter(({ count }) => count > 0);
}

function withoutMeaning(records: readonly OldRecord[]): string[] {
  const [claims, subscriptions] = [ofKind(records, 'claim').length, ofKind(records, 'subscription').length];
  return [
    ...(claims > 0 ? [`${plural(claims, 'claim')}: a claim ends with its session, and those sessions are not ours.`] : []), // prettier-ignore
    ...(subscriptions > 0 ? [`${plural(subscriptions, 'wait')} for a merge: there is nobody to tell any more.`] : []), // prettier-ignore
  ];
}
