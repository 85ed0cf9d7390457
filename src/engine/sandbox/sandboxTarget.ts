/** Which service makes sandboxes, and how it is reached. The key is a secret: it is never stored or shown. */
export interface SandboxTarget {
  readonly service: 'local' | 'cloud' | 'compatible';
  readonly apiKey: string;
  /** Undefined: E2B's own. */
  readonly apiUrl?: string;
  readonly sandboxUrl?: string;
  readonly domain?: string;
  /** By what name what runs in its sandboxes reaches this machine; null: not at all. */
  readonly machine: string | null;
  /** Whether the network of its sandboxes can be limited. */
  readonly limitsNetwork: boolean;
}
