import type { Disposable } from '../base/disposable';
import { invariant } from '../base/invariant';
import type { Handlers } from './handlers/handlers';
import type { MethodName, MethodParams, MethodResults } from '../protocol/methods';
import type { Projection } from './projection';

/** Who wants to be told of new snapshots. */
export interface Subscriber {
  notify(event: 'snapshotChanged', params: MethodResults['getSnapshot']): void;
}

/** Brings calls to their handlers, whether they come over a socket or from within the process. */
export class Dispatcher implements Disposable {
  private readonly subscribers = new Map<Subscriber, { readonly visible: boolean }>();
  private readonly listening: Disposable;

  constructor(
    private readonly handlers: Handlers,
    private readonly projection: Projection,
    private readonly onVisibility: (visible: boolean) => void,
  ) {
    this.listening = projection.onChanged((snapshot) => {
      for (const subscriber of this.subscribers.keys()) subscriber.notify('snapshotChanged', snapshot);
    });
  }

  /** Calls a method with parameters that have been validated. */
  async call<M extends Exclude<MethodName, 'hello'>>(
    method: M,
    params: MethodParams<M>,
    caller: Subscriber,
  ): Promise<MethodResults[M]> {
    if (method === 'subscribe')
      return this.subscribe(caller, params as MethodParams<'subscribe'>) as MethodResults[M];
    if (method === 'unsubscribe') return this.unsubscribe(caller) as MethodResults[M];
    const handlers = this.handlers as unknown as Readonly<
      Record<string, (given: unknown) => Promise<MethodResults[M]>>
    >;
    const handler = handlers[method];
    invariant(handler !== undefined, `no handler for ${method}`);
    return handler(params);
  }

  /** Forgets a subscriber. */
  unsubscribe(subscriber: Subscriber): MethodResults['unsubscribe'] {
    this.subscribers.delete(subscriber);
    this.tellVisibility();
    return {};
  }

  dispose(): void {
    this.listening.dispose();
    this.subscribers.clear();
  }

  private subscribe(
    subscriber: Subscriber,
    { visible }: MethodParams<'subscribe'>,
  ): MethodResults['subscribe'] {
    this.subscribers.set(subscriber, { visible });
    this.tellVisibility();
    return this.projection.build();
  }

  private tellVisibility(): void {
    this.onVisibility([...this.subscribers.values()].some(({ visible }) => visible));
  }
}
