import { runtimeUnavailable } from '../../core/errors';
import type { RuntimeState } from '../runtimeState';

/** How long the service may take to answer, in milliseconds; ending sandboxes takes a while. */
const answerMs = 60_000;

/** Asks the running service something of its own. Throws `runtimeUnavailable` when it does not answer. */
export async function askRuntime<T>(
  state: RuntimeState,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  try {
    const response = await fetch(state.url + path, {
      method,
      headers: { 'X-API-KEY': state.apiKey },
      signal: AbortSignal.timeout(answerMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return JSON.parse(text) as T;
  } catch (error) {
    throw runtimeUnavailable(`it does not answer (${(error as Error).message})`, error);
  }
}
