import type { EarlierCall, Requests } from '../engine/requests';
import type { Db } from '../engine/store/store';
import type { MethodName, MethodResults } from '../protocol/methods';

/** One call of a method, which may repeat an earlier one whose answer was lost. */
export class Call<M extends MethodName> {
  private noted = false;

  /** @param requestId null when the call is never repeated; then nothing is noted. */
  constructor(
    private readonly requests: Requests,
    private readonly method: M,
    readonly requestId: string | null,
  ) {}

  /** What the same call was answered, if it was done. */
  get earlierAnswer(): MethodResults[M] | undefined {
    return this.earlier?.answer as MethodResults[M] | undefined;
  }

  /** What the same call was about when it was cut short after its beginning. */
  get earlierTarget(): string | null {
    return this.earlier?.target ?? null;
  }

  /** Whether the answer has been noted. */
  get isAnswerNoted(): boolean {
    return this.noted;
  }

  private get earlier(): EarlierCall | undefined {
    return this.requestId === null ? undefined : this.requests.find(this.requestId, this.method);
  }

  /** Notes what the call is about, in the transaction that begins it. */
  noteTarget(db: Db, target: string): void {
    if (this.requestId !== null) this.requests.noteTarget(db, this.requestId, this.method, target);
  }

  /** Notes the answer, in the transaction that does all that was asked. */
  noteAnswer(db: Db, answer: MethodResults[M]): void {
    this.noted = true;
    if (this.requestId !== null) this.requests.noteAnswer(db, this.requestId, this.method, answer);
  }
}
