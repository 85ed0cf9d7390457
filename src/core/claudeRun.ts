/** The environment variables that say how a model or a service for sandboxes is reached; their values may be secret. */
export const accessVariables = [
  'ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'ANTHROPIC_BASE_URL', 'E2B_API_KEY', 'E2B_API_URL', 'E2B_SANDBOX_URL', 'E2B_DOMAIN',
] as const; // prettier-ignore

/** Values of those variables. */
export type AccessVariables = Readonly<Partial<Record<(typeof accessVariables)[number], string>>>;

/** Picks from an environment what says how a model or a service for sandboxes is reached. */
export function pickAccess(env: Readonly<Record<string, string | undefined>>): AccessVariables {
  const given = accessVariables.flatMap((name) => (env[name] ? [[name, env[name]] as const] : []));
  return Object.fromEntries(given);
}

/** The argument vector by which Claude Code works on its own; the prompt is its input. @param dollars what it may spend. */
export function claudeRunCommand(program: string, dollars: number | null): string[] {
  const budget = dollars === null ? [] : ['--max-budget-usd', String(dollars)];
  return [program, '-p', '--output-format', 'stream-json', '--verbose', '--dangerously-skip-permissions', ...budget];
} // prettier-ignore
