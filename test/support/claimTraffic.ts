// Many sessions that claim, wait, hand over and let go at random, and what must hold of it at every moment.
import type { ClaimMode } from '../../src/core/claim';
import type { ClaimView } from '../../src/protocol/snapshot';
import type { HostClient } from '../../src/ipc/client';

const files = Array.from(
  { length: 60 },
  (_, index) => `${['src', 'src/deep', 'docs'][index % 3] ?? 'src'}/file-${index}.ts`,
);
const symbolNames = ['one', 'two', 'Three', 'Three.four'];
const globs = ['src/**/*.ts', 'docs/*.ts', '**/file-1*.ts'];
const folders = ['src/', 'src/deep/', 'docs/'];
const resources = ['port:3000', 'port:3001', 'db:dev', 'db:test', 'slot:lockfile', 'slot:build'];
const modes: readonly ClaimMode[] = ['exclusive', 'shared', 'intent'];

/** Everything that the traffic claims. */
export const targets: readonly string[] = [
  ...files,
  ...files.flatMap((file) => symbolNames.map((name) => `${file}#${name}`)),
  ...globs,
  ...folders,
  ...resources,
];

/** One thing that a session does; the numbers choose from lists, whatever their lengths. */
export interface Operation {
  readonly kind:
    | 'acquire'
    | 'weaken'
    | 'wait'
    | 'stopWaiting'
    | 'release'
    | 'releaseAll'
    | 'handOver'
    | 'number'
    | 'heartbeat';
  readonly target: number;
  readonly mode: number;
  readonly other: number;
}

/** How often each kind is done, in parts of 20. */
export const operationKinds: readonly Operation['kind'][] = [
  ...Array<Operation['kind']>(9).fill('acquire'),
  'weaken',
  'wait',
  'wait',
  'stopWaiting',
  'release',
  'release',
  'release',
  'releaseAll',
  'handOver',
  'number',
  'heartbeat',
];

/** What a session's operation handed out, where it was a number. */
export type Outcome = number | null;

/** The sessions and the repository that operations are done in. */
export interface Scene {
  readonly client: Pick<HostClient, 'call'>;
  readonly cwd: string;
  /** Ids of the sessions. */
  readonly sessions: readonly string[];
}

/** Does one operation of a session; denials, and claims that are gone meanwhile, are answers like others. */
export async function perform(
  { client, cwd, sessions }: Scene,
  session: string,
  operation: Operation,
): Promise<Outcome> {
  const paths = [targets[operation.target % targets.length] ?? ''];
  const mode = modes[operation.mode % modes.length] ?? 'intent';
  const acquire = { session, paths, cwd, mode, reason: null, ttlMinutes: null };
  switch (operation.kind) {
    case 'acquire':
      await client.call('acquireClaims', acquire);
      return null;
    case 'weaken':
      await client.call('acquireClaims', { ...acquire, weaken: true });
      return null;
    case 'wait':
      await client.call('acquireClaims', { ...acquire, waitSeconds: 0.02 });
      return null;
    case 'stopWaiting':
      await client.call('stopWaiting', { session, paths, cwd });
      return null;
    case 'release':
      await client.call('releaseClaims', { session, claims: paths, cwd }).catch(ignoreGone);
      return null;
    case 'releaseAll':
      await client
        .call('releaseClaims', { session, claims: [...targets.slice(0, files.length)], cwd })
        .catch(ignoreGone);
      return null;
    case 'handOver':
      await client
        .call('handOverClaims', {
          session,
          claims: paths,
          cwd,
          to: sessions[operation.other % sessions.length] ?? session,
        })
        .catch(ignoreGone);
      return null;
    case 'number':
      return (await client.call('takeNumber', { name: 'seq:migrations', from: 1, session })).number;
    case 'heartbeat':
      await client.call('heartbeat', { session });
      return null;
  }
}

const answersThatFail: ReadonlySet<string> = new Set(['claimNotFound', 'claimNotYours', 'handOverRefused']);

function ignoreGone(error: unknown): void {
  if (!answersThatFail.has((error as { readonly code?: string }).code ?? '')) throw error;
}

/**
 * Finds pairs of claims of two sessions that must not stand side by side, judged by what they cover and by nothing else:
 * every file, every symbol in it, and every resource is a point.
 */
export function clashes(claims: readonly ClaimView[]): string[] {
  const covered = claims.map((claim) => ({ claim, points: pointsOf(claim) }));
  const found: string[] = [];
  for (const one of covered) {
    if (one.claim.mode !== 'exclusive') continue;
    for (const other of covered) {
      if (other.claim.sessionId === one.claim.sessionId) continue;
      const shared = [...other.points].filter((point) => one.points.has(point)).length;
      const isClash = other.claim.mode === 'intent' ? shared === other.points.size : shared > 0;
      if (isClash)
        found.push(
          `${one.claim.label} of ${one.claim.holder} and ${other.claim.mode} ${other.claim.label} of ${other.claim.holder}`,
        );
    }
  }
  return found;
}

const patterns: Readonly<Record<string, RegExp>> = {
  'src/**/*.ts': /^src\/.*\.ts$/,
  'docs/*.ts': /^docs\/[^/]*\.ts$/,
  '**/file-1*.ts': /(^|\/)file-1[^/]*\.ts$/,
};

function pointsOf({ kind, path, symbol }: ClaimView): ReadonlySet<string> {
  if (kind === 'resource') return new Set([path]);
  const inFile = (file: string): string[] => [file, ...symbolNames.map((name) => `${file}#${name}`)];
  if (kind === 'symbol')
    return new Set(
      inFile(path).filter((point) => point === `${path}#${symbol}` || point.startsWith(`${path}#${symbol}.`)),
    );
  if (kind === 'file') return new Set(inFile(path));
  const isIn = (file: string): boolean =>
    kind === 'folder' ? file.startsWith(`${path}/`) : patterns[path]?.test(file) === true;
  return new Set(files.filter(isIn).flatMap(inFile));
}
