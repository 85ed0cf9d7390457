import { readFile } from 'node:fs/promises';
import { SerialQueue } from '../../base/async';
import type { Clock } from '../../base/clock';
import type { Logger } from '../../base/logger';
import type { Claim } from '../../core/claim';
import { isActive } from '../../core/claim';
import { describeTarget, fileTarget, relate, symbolTarget } from '../../core/claimTarget';
import type { Session } from '../../core/session';
import type { ClaimPolicy } from '../../core/settings';
import type { CompareSymbols } from '../agents/plannedChange';
import type { Claims } from '../claims/claims';
import { matchGlob } from '../claims/matchGlob';
import type { Git } from '../git/git';
import { newId } from '../ids';
import type { Notices } from '../notices';
import { findBreach, logOperation, replaceUndo } from '../operations';
import type { RepositoryPath } from '../repositoryPaths';
import type { Sessions } from '../sessions';
import type { State } from '../state';
import type { Db } from '../store/store';
import type { UndoData } from '../undo/undoData';
import type { Flights } from './flights';
import { fileName } from './flights';
import { isGitsOwnWrite, wasCommitted } from './gitWrites';
import type { KeptVersions } from './keptVersions';
import { keepVersions } from './keptVersions';
import type { FileVersion, HeldWrite } from './messages';
import type { OurWrites } from './ourWrites';

/** What judging writes needs of the engine. */
export interface BreachParts {
  readonly git: Git;
  readonly state: State;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sessions: Sessions;
  readonly claims: Claims;
  readonly notices: Notices;
  readonly flights: Flights;
  readonly ourWrites: OurWrites;
  readonly compareSymbols: CompareSymbols;
  readonly policyOf: (path: string) => ClaimPolicy;
  readonly resolvePath: (cwd: string, path: string) => RepositoryPath;
}

/** A write that is known for a breach already: what was there before it, and after. */
interface KnownBreach {
  readonly operation: number;
  readonly before: string | null;
  readonly after: string | null;
}

/** A write of what another session holds. */
interface Breach {
  readonly write: HeldWrite & { readonly before: FileVersion | null };
  readonly file: RepositoryPath;
  readonly writer: Session;
  readonly claim: Claim;
  readonly holder: Session;
}

/** The largest text whose symbols are compared, in bytes. */
const largestText = 1024 * 1024;

/**
 * Compares every write that the watch sees with what others hold. Of a breach both versions are kept, it is logged so that
 * it can be undone, and both sessions are told.
 */
export class Breaches {
  private readonly queue = new SerialQueue();
  private readonly known = new Map<string, KnownBreach>();

  constructor(private readonly parts: BreachParts) {}

  /** Judges a write; failures are logged. */
  take(write: HeldWrite): void {
    void this.queue.run(() => this.judge(write)).catch((error: unknown) => this.parts.logger.log('error', 'a write could not be judged', { path: write.path, error: String(error) })); // prettier-ignore
  }

  /** Resolves when everything that was seen has been judged. */
  idle(): Promise<void> {
    return this.queue.idle();
  }

  private async judge(write: HeldWrite): Promise<void> {
    const { flights, sessions, resolvePath } = this.parts;
    const file = resolvePath(write.worktree, write.path);
    const name = fileName(write.worktree, file);
    const before = this.known.get(name);
    // Who puts back what was there before breaks nothing.
    if (before !== undefined && before.before === (write.after?.hash ?? null)) return;
    if (await this.parts.ourWrites.isOurs(write.worktree, write.path, write.after)) return;
    const writer = flights.writerOf(write.worktree, name, sessions.live());
    if (writer === null || this.isPermitted(file, writer, name)) return;
    const held = this.heldAgainst(writer, file);
    if (held.length === 0) return;
    const known = { ...write, before: await this.versionBefore(write) };
    const claim = await this.broken(held, file, known);
    const holder = claim === undefined ? undefined : sessions.byId(claim.sessionId);
    if (claim === undefined || holder === undefined) return;
    const inside = this.parts.git.at(write.worktree);
    const isGits = await isGitsOwnWrite(inside, write.path, write.after?.writtenAt ?? write.seenAt);
    if (isGits && !(await this.hasDiscarded(inside, known, holder))) return;
    await this.record({ write: known, file, writer, claim, holder }, name, before);
  }

  // By a stash or reset in the holder's worktree what the holder had not committed is gone.
  private async hasDiscarded(inside: Git, { worktree, path, before }: Breach['write'], holder: Session): Promise<boolean> {
    if (worktree !== holder.worktreePath || before === null || before.kept === null) return false;
    return !(await wasCommitted(inside, path, before.kept));
  } // prettier-ignore

  // Where others are only warned nothing is broken, nor where the user was asked.
  private isPermitted(file: RepositoryPath, writer: Session, name: string): boolean {
    const policy = this.parts.policyOf(file.path);
    return policy === 'warn' || (policy === 'ask' && this.parts.flights.wasIntended(writer.id, name));
  }

  private heldAgainst(writer: Session, file: RepositoryPath): Claim[] {
    const now = this.parts.clock.now();
    return this.parts.claims.on(fileTarget(file)).filter(({ mode, sessionId, expiresAt }) => mode === 'exclusive' && sessionId !== writer.id && isActive({ expiresAt }, now)); // prettier-ignore
  }

  // What was written before it was known is compared with what is committed.
  private async versionBefore({ worktree, path, before }: HeldWrite): Promise<FileVersion | null> {
    if (before !== 'unknown') return before;
    const { stdout } = await this.parts.git.at(worktree).run(['--literal-pathspecs', 'ls-tree', '-l', '-z', 'HEAD', '--', path]); // prettier-ignore
    const [, mode, id, size] = /^(\d+) blob (\w+) +(\d+)\t/.exec(stdout) ?? [];
    return mode === undefined || id === undefined ? null : { mode, hash: id, size: Number(size), kept: null, writtenAt: 0 }; // prettier-ignore
  }

  private async broken(
    held: readonly Claim[],
    file: RepositoryPath,
    { before, after }: Breach['write'],
  ): Promise<Claim | undefined> {
    const whole = held.find(({ kind }) => kind !== 'symbol');
    if (whole !== undefined) return whole;
    const [old, now] = await Promise.all([textOf(before, this.parts.git), textOf(after, this.parts.git)]);
    const touched = old === null || now === null ? null : await this.parts.compareSymbols(file.path, old, now); // prettier-ignore
    if (touched === null) return held[0];
    const parts = touched.leaves.map((leaf) => symbolTarget(file, leaf));
    return held.find((claim) => parts.some((part) => relate(part, claim, matchGlob) !== 'apart'));
  }

  private async record(breach: Breach, name: string, known: KnownBreach | undefined): Promise<void> {
    const { state, clock } = this.parts;
    const { write, holder } = breach;
    const ref = `refs/parallel-cc/breaches/${newId()}`;
    const versions = { path: write.path, before: write.before, after: write.after, holderWorktree: holder.worktreePath }; // prettier-ignore
    const kept = await keepVersions(this.parts.git.at(write.worktree), ref, versions, clock.now());
    const isSequel = known !== undefined && known.after === (write.before?.hash ?? null);
    const operation = await state.commit((db) => {
      const first = isSequel ? findBreach(db, known.operation) : null;
      if (first !== null) {
        replaceUndo(db, first.id, { ...first.undo, after: kept.after });
        return first.id;
      }
      return this.log(db, breach, kept);
    });
    const before = isSequel && operation === known.operation ? known.before : (write.before?.hash ?? null);
    this.known.set(name, { operation, before, after: write.after?.hash ?? null });
  }

  private log(db: Db, breach: Breach, kept: KeptVersions): number {
    const { write, writer, claim, holder } = breach;
    const label = describeTarget(claim);
    const where = placeOf(breach);
    const what = write.after === null ? 'deleted' : 'wrote';
    const summary = `"${writer.name}" ${what} ${write.path}${where.people}, although "${holder.name}" holds ${label}.`;
    const undo = this.undoOf(breach, kept);
    const entry = {
      time: this.parts.clock.now(),
      kind: 'claimBreached',
      sessionId: writer.id,
      summary,
    } as const;
    const id = logOperation(db, { ...entry, undo });
    const back = `Both versions are kept; parallel-cc undo ${id} puts back what was there.`;
    const since = claim.reason ?? holder.prompt;
    const task = since === null ? '' : `, to: "${since.slice(0, 80)}"`;
    this.tell(db, writer, id, `parallel-cc: you ${what} ${write.path}${where.writer}, but session "${holder.name}" holds ${label} (${claim.mode}${task}). ${back} Undo it, or agree with the holder (parallel-cc message "${holder.name}" "…").`); // prettier-ignore
    this.tell(db, holder, id, `parallel-cc: session "${writer.name}" ${what} ${write.path}${where.holder}, although you hold ${label}. ${back}`); // prettier-ignore
    return id;
  }

  private tell(db: Db, { id }: Session, operation: number, text: string): void {
    this.parts.notices.leave(db, id, { kind: 'claim', key: `breach:${operation}`, text });
  }

  // What is replaced then is kept in the time-line of the session that works there; of a subagent's worktree, in its own.
  private undoOf({ write, holder, claim, writer }: Breach, kept: KeptVersions): UndoData {
    const resident = this.parts.sessions.live().find(({ worktreePath }) => worktreePath === write.worktree) ?? writer; // prettier-ignore
    const breach = { writer: writer.id, holder: holder.id, label: describeTarget(claim), writtenAt: write.after?.writtenAt ?? write.seenAt }; // prettier-ignore
    return { type: 'files', worktreePath: write.worktree, sessionId: resident.id, paths: [write.path], ...kept, breach }; // prettier-ignore
  }
}

function placeOf({
  write,
  writer,
  holder,
}: Breach): Readonly<Record<'people' | 'writer' | 'holder', string>> {
  if (write.worktree === holder.worktreePath && holder.worktreePath !== writer.worktreePath)
    return { people: ` in the worktree of "${holder.name}"`, writer: ' in its worktree', holder: ' in YOUR worktree' }; // prettier-ignore
  return { people: '', writer: '', holder: write.worktree === holder.worktreePath ? ' in YOUR folder' : ' in its own worktree' }; // prettier-ignore
}

// Null where it is no text, or too long.
async function textOf(version: FileVersion | null, git: Git): Promise<string | null> {
  if (version === null) return '';
  if (version.size > largestText) return null;
  const bytes = version.kept === null ? await blob(version, git) : await readFile(version.kept).catch(() => null); // prettier-ignore
  return bytes === null || bytes.includes(0) ? null : bytes.toString('utf8');
}

async function blob({ hash }: FileVersion, git: Git): Promise<Buffer | null> {
  const { code, stdout } = await git.runBytes(['cat-file', 'blob', hash], { okCodes: [0, 128] });
  return code === 0 ? stdout : null;
}
