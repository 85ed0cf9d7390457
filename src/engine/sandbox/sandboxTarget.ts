/** Which service makes sandboxes, and how it is reached. The key is a secret: it is never stored or shown. */
export interface SandboxTarget {
  readonly service: 'local' | 'cloud' | 'compatible';
  readonly apiKey: string;
  /** Undefined: E2B's own. */
  readonly apiUrl?: string;
  readonly sandboxUrl?: string;
  readonly domain?: string;
}
