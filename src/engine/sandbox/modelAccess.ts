import type { AccessVariables } from '../../core/claudeRun';
import { modelKeyRefused } from '../../core/errors';

/** How the model's service is reached. Its headers are secret: they are neither stored nor shown. */
export interface ModelAccess {
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The key itself, for agents that it is given to. */
  readonly key: string;
}

const defaultUrl = 'https://api.anthropic.com';
/** How long a key is tried, in milliseconds; a service that does not answer says nothing against it. */
const checkMs = 10_000;

/** Reads from the environment how the model's service is reached; null without a key. */
export function modelAccess(env: AccessVariables): ModelAccess | null {
  const baseUrl = env.ANTHROPIC_BASE_URL ?? defaultUrl;
  const { ANTHROPIC_API_KEY: key, ANTHROPIC_AUTH_TOKEN: token } = env;
  if (key) return { baseUrl, headers: { 'x-api-key': key }, key };
  return token ? { baseUrl, headers: { authorization: `Bearer ${token}` }, key: token } : null;
}

/**
 * Tries a key before anything is made for it: an agent with a bad one would try for minutes.
 * @throws CoordinatorError `modelKeyRefused`.
 */
export async function checkModelKey({ baseUrl, headers }: ModelAccess): Promise<void> {
  const url = `${baseUrl.replace(/\/$/, '')}/v1/models?limit=1`;
  const asked = {
    headers: { ...headers, 'anthropic-version': '2023-06-01' },
    signal: AbortSignal.timeout(checkMs),
  };
  const status = await fetch(url, asked).then((answer) => answer.status, () => 0); // prettier-ignore
  if (status === 401 || status === 403) throw modelKeyRefused(baseUrl);
}
