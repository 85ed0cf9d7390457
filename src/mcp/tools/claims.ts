import * as z from 'zod';
import type { ClaimMode } from '../../core/claim';
import { consentNeeded, invalidInput } from '../../core/errors';
import type { ClaimResult } from '../../protocol/results';
import type { ClaimView, Snapshot } from '../../protocol/snapshot';
import type { Tool } from '../tool';
import { changing, readOnly } from '../tool';
import type { ToolCall } from '../toolCall';
import { isoTime } from './shared';

/** How long the coordinator may take beside the waiting itself, in milliseconds. */
const answerMs = 30_000;

/** How often a client is told that its wait goes on, so that it does not take it for dead, in milliseconds. */
const progressEveryMs = 5000;

const claimOutput = z.object({
  claimId: z.string(),
  filePath: z.string().describe('What it is on: a path from the top of the repository, or another target'),
  mode: z.enum(['exclusive', 'shared', 'intent']),
  sessionId: z.string(),
  holder: z.string().describe('Name of the session that holds it'),
  reason: z.nullable(z.string()),
  claimedAt: isoTime,
  expiresAt: isoTime.describe('ISO 8601, in UTC; renewed while the holder is at work'),
});

/** The older tool wrote modes in capitals. */
const claimMode = z.enum(['exclusive', 'shared', 'intent', 'EXCLUSIVE', 'SHARED', 'INTENT']);

const reason = z.string().max(500).optional().describe('Why, for the others');

const target = z
  .string()
  .min(1)
  .max(4096)
  .describe(
    'A file; a folder (src/ui/); a glob (src/**/*.sql); a symbol (src/auth.ts#validateToken); a resource (port:3000, db:dev, slot:lockfile)',
  );

const claimInput = z.object({
  filePath: target,
  mode: claimMode
    .default('exclusive')
    .describe('exclusive keeps others out; shared keeps exclusive out; intent only tells others'),
  reason,
  ttlHours: z.number().min(1).max(72).optional().describe('How long it lasts without a sign of life of you'),
});

const claimFileOutput = z.object({
  success: z.boolean(),
  claimId: z.nullable(z.string()),
  claim: z.nullable(claimOutput),
  conflictingClaims: z.array(claimOutput).describe('Whose claims are in the way'),
  escalationAvailable: z.boolean().describe('Whether a weaker mode would be granted now'),
  message: z.string(),
});

/** Claims a file for the agent's session. */
export const claimFile: Tool<typeof claimInput, typeof claimFileOutput> = {
  name: 'claim_file',
  title: 'Claim a file',
  description:
    'Claims a file, a folder, a symbol in a file or a named resource for your session. A denied claim is an answer, not an error: it says who holds it and what you can do.',
  input: claimInput,
  output: claimFileOutput,
  annotations: changing,
  async run({ filePath, mode, reason, ttlHours }, call) {
    const ttlMinutes = ttlHours === undefined ? null : ttlHours * 60;
    return answerClaim(await acquire(call, { path: filePath, mode: plainMode(mode), reason, ttlMinutes }));
  },
};

const escalateInput = z.object({
  claim: z.string().min(1).max(4096).describe('The id of your claim, or what it is on'),
  mode: claimMode.default('exclusive').describe('The mode that it is to have'),
  reason,
});

/** Changes the mode of a claim. */
export const escalateClaim: Tool<typeof escalateInput, typeof claimFileOutput> = {
  name: 'escalate_claim',
  title: 'Change the mode of a claim',
  description:
    'Makes your claim on a file stronger or weaker, for example intent to exclusive. If that is denied, the claim stays as it is.',
  input: escalateInput,
  output: claimFileOutput,
  annotations: changing,
  async run({ claim, mode, reason }, call) {
    const { claims } = await call.desk.snapshot();
    const path = claims.find(({ id }) => id === claim)?.label ?? claim;
    return answerClaim(await acquire(call, { path, mode: plainMode(mode), reason, weaken: true }));
  },
};

const waitInput = z.object({
  filePath: target,
  mode: claimMode.default('exclusive'),
  reason,
  timeoutSeconds: z.number().min(1).max(600).default(60).describe('How long to wait at most'),
});

/** Claims something as soon as those who hold it let go of it. */
export const waitForClaim: Tool<typeof waitInput, typeof claimFileOutput> = {
  name: 'wait_for_claim',
  title: 'Wait for a claim',
  description:
    'Claims a file (or what claim_file can claim) as soon as those who hold it let go of it: first come, first served. Gives up when the time is over, and at once where you would wait for each other.',
  input: waitInput,
  output: claimFileOutput,
  annotations: changing,
  async run({ filePath, mode, reason, timeoutSeconds }, call) {
    const wish = { path: filePath, mode: plainMode(mode), reason };
    const first = await acquire(call, wish);
    if (first.outcome === 'granted' || call.signal.aborted) return answerClaim(first);
    const names = [...new Set(first.others.map(({ holder }) => holder))].join(', ');
    const heldBy = names === '' ? 'Others came first.' : `Held by ${names}.`;
    const startedAt = Date.now();
    const tell = (): Promise<void> => call.progress((Date.now() - startedAt) / 1000, timeoutSeconds, heldBy);
    await tell();
    const beat = setInterval(() => void tell().catch(() => undefined), progressEveryMs);
    const giveUp = (): void => void stopWaiting(call, filePath).catch(() => undefined);
    call.signal.addEventListener('abort', giveUp, { once: true });
    try {
      return answerClaim(await acquire(call, { ...wish, waitSeconds: timeoutSeconds }));
    } finally {
      clearInterval(beat);
      call.signal.removeEventListener('abort', giveUp);
    }
  },
};

const releaseInput = z.object({
  claimId: z.string().min(1).max(4096).optional().describe('The id of the claim'),
  filePath: target.optional(),
  handOverTo: z.string().min(1).max(256).optional().describe('Name or id of the session that gets it'),
  force: z.boolean().default(false).describe("Also another session's claim, if the user consents"),
});

const releaseOutput = z.object({
  success: z.boolean(),
  message: z.string(),
  releasedAt: isoTime.optional(),
  released: z.array(claimOutput),
});

/** Releases a claim of the agent's session, or hands it over. */
export const releaseFile: Tool<typeof releaseInput, typeof releaseOutput> = {
  name: 'release_file',
  title: 'Release a file',
  description:
    'Releases a claim of your session, named by its id or by what it is on, so that others can go on; or hands it over to one of them.',
  input: releaseInput,
  output: releaseOutput,
  annotations: { ...changing, destructiveHint: true },
  async run({ claimId, filePath, handOverTo, force }, call) {
    const claim = claimId ?? filePath;
    if (claim === undefined)
      throw invalidInput('this call', 'it names no claim', 'Give claimId or filePath.');
    if (force) requireConsent(call, claim);
    if (handOverTo !== undefined) return answerRelease(...(await handOver(call, claim, handOverTo, force)));
    const { released } = await call.desk.forMe(({ id, cwd }) =>
      call.desk.host.call('releaseClaims', { session: force ? null : id, claims: [claim], cwd }),
    );
    return answerRelease(released, released.map(({ label }) => `Released ${label}.`).join('\n'));
  },
};

async function handOver(
  { desk }: ToolCall,
  claim: string,
  to: string,
  force: boolean,
): Promise<[readonly ClaimView[], string]> {
  const { claims } = await desk.forMe(({ id, cwd }) =>
    desk.host.call('handOverClaims', { session: force ? null : id, claims: [claim], cwd, to }),
  );
  return [claims, claims.map(({ label, holder }) => `${label} is held by ${holder} now.`).join('\n')];
}

function answerRelease(
  released: readonly ClaimView[],
  told: string,
): { data: z.input<typeof releaseOutput>; text: string } {
  const message = told || 'There was nothing to release.';
  const success = released.length > 0;
  const releasedAt = new Date().toISOString();
  return { data: { success, message, releasedAt, released: released.map(toOutput) }, text: message };
}

const listInput = z.object({
  filePaths: z
    .array(z.string().max(4096))
    .max(1000)
    .optional()
    .describe('Only files whose path contains one of these'),
  sessionId: z.string().max(256).optional().describe('Only claims of this session, by name or id'),
});

const listOutput = z.object({
  claims: z.array(
    claimOutput.extend({
      claimMode: z.enum(['EXCLUSIVE', 'SHARED', 'INTENT']),
      sessionPid: z.nullable(z.number()),
      worktreeName: z.nullable(z.string()),
      minutesUntilExpiry: z.number(),
    }),
  ),
  totalClaims: z.number(),
});

/** Lists the claims that hold now. */
export const listFileClaims: Tool<typeof listInput, typeof listOutput> = {
  name: 'list_file_claims',
  title: 'List claimed files',
  description: 'Lists the files that sessions of this repository have claimed, in all its worktrees.',
  input: listInput,
  output: listOutput,
  annotations: readOnly,
  async run({ filePaths, sessionId }, { desk }) {
    const snapshot = await desk.snapshot();
    const found = snapshot.claims.filter(
      (claim) =>
        (filePaths === undefined ||
          filePaths.some((part) => claim.label.includes(part.replace(/^\.\//, '')))) &&
        (sessionId === undefined || claim.holder === sessionId || claim.sessionId === sessionId),
    );
    const text = found.map(({ label, mode, holder }) => `${label}: ${mode}, held by ${holder}`).join('\n');
    const claims = found.map((claim) => toListed(snapshot, claim));
    return { data: { claims, totalClaims: found.length }, text: text || 'No file is claimed.' };
  },
};

/** What is asked of the coordinator. */
interface Wish {
  readonly path: string;
  readonly mode: ClaimMode;
  readonly reason: string | undefined;
  readonly ttlMinutes?: number | null;
  readonly waitSeconds?: number;
  readonly weaken?: boolean;
}

async function acquire({ desk }: ToolCall, wish: Wish): Promise<ClaimResult> {
  const { path, reason = null, ttlMinutes = null, ...rest } = wish;
  const options = { timeoutMs: (rest.waitSeconds ?? 0) * 1000 + answerMs };
  const { results } = await desk.forMe(({ id, cwd }) =>
    desk.host.call(
      'acquireClaims',
      { session: id, paths: [path], cwd, reason, ttlMinutes, ...rest },
      options,
    ),
  );
  const [result] = results;
  if (result === undefined) throw new Error('Internal error: a claim was neither granted nor denied');
  return result;
}

async function stopWaiting({ desk }: ToolCall, path: string): Promise<void> {
  await desk.forMe(({ id, cwd }) => desk.host.call('stopWaiting', { session: id, paths: [path], cwd }));
}

function answerClaim(result: ClaimResult): { data: z.input<typeof claimFileOutput>; text: string } {
  const others = result.outcome === 'denied' ? result.others : [];
  const data = {
    success: result.outcome === 'granted',
    claimId: result.claim?.id ?? null,
    claim: result.claim === null ? null : toOutput(result.claim),
    conflictingClaims: others.map(toOutput),
    escalationAvailable: others.length > 0 && others.every(({ mode }) => mode !== 'exclusive'),
    message: result.message,
  };
  return { data, text: result.message };
}

function requireConsent(call: ToolCall, claim: string): void {
  const consent = call.confirm(`May the claim "${claim}" be released, although another session may hold it?`);
  if (consent === 'yes') return;
  const hint = 'Ask its holder with send_message, or the user to run: parallel-cc unclaim.';
  throw consentNeeded("Releasing another session's claim", hint);
}

function plainMode(mode: z.output<typeof claimMode>): ClaimMode {
  return mode.toLowerCase() as ClaimMode;
}

function toOutput(claim: ClaimView): z.input<typeof claimOutput> {
  return {
    claimId: claim.id,
    filePath: claim.label,
    mode: claim.mode,
    sessionId: claim.sessionId,
    holder: claim.holder,
    reason: claim.reason,
    claimedAt: new Date(claim.acquiredAt).toISOString(),
    expiresAt: new Date(claim.expiresAt).toISOString(),
  };
}

function toListed({ sessions }: Snapshot, claim: ClaimView): z.input<typeof listOutput>['claims'][number] {
  const holder = sessions.find(({ id }) => id === claim.sessionId);
  return {
    ...toOutput(claim),
    claimMode: claim.mode.toUpperCase() as 'EXCLUSIVE' | 'SHARED' | 'INTENT',
    sessionPid: holder?.process?.pid ?? null,
    worktreeName: holder?.worktreeName ?? null,
    minutesUntilExpiry: Math.floor((claim.expiresAt - Date.now()) / 60_000),
  };
}
