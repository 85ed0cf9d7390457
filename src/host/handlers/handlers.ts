import type { MethodName, MethodParams, MethodResults } from '../../protocol/methods';
import type { Call } from '../call';

/** The methods that belong to a connection rather than to the engine; the server answers them. */
export type ConnectionMethod = 'hello' | 'subscribe' | 'unsubscribe';

/** What answers the methods of the protocol. Parameters have been validated. */
export type Handlers = {
  readonly [M in Exclude<MethodName, ConnectionMethod>]: (
    params: MethodParams<M>,
    call: Call<M>,
  ) => Promise<MethodResults[M]>;
};
