import type { Disposable } from '../base/disposable';
import { invariant } from '../base/invariant';
import { hostUnavailable } from '../core/errors';
import type { Requests } from '../engine/requests';
import type { State } from '../engine/state';
import type { MethodName, MethodParams, MethodResults } from '../protocol/methods';
import { repetitions } from '../protocol/repetition';
import { Call } from './call';
import type { Handlers } from './handlers/handlers';
import type { Projection } from './projection';

/** Who wants to be told of new snapshots. */
export interface Subscriber {
  notify(event: 'snapshotChanged', params: MethodResults['getSnapshot']): void;
}

/** What a dispatcher works with. */
export interface DispatcherParts {
  readonly handlers: Handlers;
  readonly projection: Projection;
  readonly state: State;
  readonly requests: Requests;
  readonly onVisibility: (visible: boolean) => void;
}

/** Brings calls to their handlers, whether they come over a socket or from within the process; each is done once. */
export class Dispatcher implements Disposable {
  private readonly subscribers = new Map<Subscriber, { readonly visible: boolean }>();
  /** Only while there is somebody to tell: making a snapshot takes longer than most of what changes it. */
  private listening: Disposable | undefined;
  private readonly underWay = new Set<Promise<unknown>>();
  private readonly remembered = new Map<string, Promise<unknown>>();
  private leaving = false;

  constructor(private readonly parts: DispatcherParts) {}

  /**
   * Calls a method with parameters that have been validated.
   * @param requestId the same for a call that is repeated; null when it never is.
   * @throws CoordinatorError what the method throws; `hostUnavailable` once the host leaves.
   */
  call<M extends Exclude<MethodName, 'hello'>>(
    method: M,
    params: MethodParams<M>,
    caller: Subscriber,
    requestId: string | null,
  ): Promise<MethodResults[M]> {
    if (this.leaving) return Promise.reject(hostUnavailable('it is leaving'));
    const answer = this.answer(method, params, caller, requestId);
    const ended = answer.then(
      () => undefined,
      () => undefined,
    );
    this.underWay.add(ended);
    void ended.then(() => this.underWay.delete(ended));
    return answer;
  }

  /**
   * Takes no more calls and resolves when the last one has been answered. Calls are taken until those that are under way
   * now are done, so that a long one does not keep all others waiting.
   */
  async finish(): Promise<void> {
    await Promise.all(this.underWay);
    this.leaving = true;
    await Promise.all(this.underWay);
  }

  /** Forgets a subscriber. */
  unsubscribe(subscriber: Subscriber): MethodResults['unsubscribe'] {
    this.subscribers.delete(subscriber);
    if (this.subscribers.size === 0) this.stopListening();
    this.tellVisibility();
    return {};
  }

  dispose(): void {
    this.stopListening();
    this.subscribers.clear();
  }

  private async answer<M extends Exclude<MethodName, 'hello'>>(
    method: M,
    params: MethodParams<M>,
    caller: Subscriber,
    requestId: string | null,
  ): Promise<MethodResults[M]> {
    if (method === 'subscribe')
      return this.subscribe(caller, params as MethodParams<'subscribe'>) as MethodResults[M];
    if (method === 'unsubscribe') return this.unsubscribe(caller) as MethodResults[M];
    const call = new Call<M>(this.parts.requests, method, requestId);
    if (requestId === null || repetitions[method] !== 'remembered') return this.handle(method, params, call);
    return this.once(`${method} ${requestId}`, () => this.answerOnce(method, params, call));
  }

  // A call may be repeated while the first is under way: its caller has lost the connection, and not the host.
  private once<T>(key: string, run: () => Promise<T>): Promise<T> {
    const same = this.remembered.get(key);
    if (same !== undefined) return same as Promise<T>;
    const answer = run().finally(() => this.remembered.delete(key));
    this.remembered.set(key, answer);
    return answer;
  }

  private async answerOnce<M extends Exclude<MethodName, 'hello'>>(
    method: M,
    params: MethodParams<M>,
    call: Call<M>,
  ): Promise<MethodResults[M]> {
    const earlier = call.earlierAnswer;
    if (earlier !== undefined) return earlier;
    const answer = await this.handle(method, params, call);
    if (!call.isAnswerNoted) await this.parts.state.commit((db) => call.noteAnswer(db, answer));
    return answer;
  }

  private handle<M extends MethodName>(
    method: M,
    params: MethodParams<M>,
    call: Call<M>,
  ): Promise<MethodResults[M]> {
    const handlers = this.parts.handlers as unknown as Readonly<
      Record<string, (given: unknown, call: Call<M>) => Promise<MethodResults[M]>>
    >;
    const handler = handlers[method];
    invariant(handler !== undefined, `no handler for ${method}`);
    return handler(params, call);
  }

  private subscribe(
    subscriber: Subscriber,
    { visible }: MethodParams<'subscribe'>,
  ): MethodResults['subscribe'] {
    this.subscribers.set(subscriber, { visible });
    this.listening ??= this.parts.projection.onChanged((snapshot) => {
      for (const each of this.subscribers.keys()) each.notify('snapshotChanged', snapshot);
    });
    this.tellVisibility();
    return this.parts.projection.build();
  }

  private stopListening(): void {
    this.listening?.dispose();
    this.listening = undefined;
  }

  private tellVisibility(): void {
    this.parts.onVisibility([...this.subscribers.values()].some(({ visible }) => visible));
  }
}
