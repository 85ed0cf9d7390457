/** Something in a file that is very likely a secret. It says where, and never what. */
export interface FoundSecret {
  /** From the top of the worktree, with `/`. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** What kind of secret it is: `GitHub Token`, `private key`. */
  readonly kind: string;
}

const mostNamed = 5;

/** Names what was found in one sentence. */
export function describeSecrets(found: readonly FoundSecret[]): string {
  const named = found.slice(0, mostNamed).map(({ path, line, kind }) => `${path}:${line} (${kind})`);
  const rest = found.length - named.length;
  return `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
