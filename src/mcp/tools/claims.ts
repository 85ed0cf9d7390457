import * as z from 'zod';
import { deferred } from '../../base/async';
import type { ClaimMode } from '../../core/claim';
import { consentNeeded, invalidInput } from '../../core/errors';
import type { ClaimResult } from '../../protocol/methods';
import type { ClaimView, Snapshot } from '../../protocol/snapshot';
import type { Tool } from '../tool';
import { changing, readOnly } from '../tool';
import type { ToolCall } from '../toolCall';
import { filePath, isoTime } from './shared';

const claimOutput = z.object({
  claimId: z.string(),
  filePath: z.string().describe('From the top of the repository'),
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

const claimInput = z.object({
  filePath,
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
    'Claims a file for your session. A denied claim is an answer, not an error: it says who holds the file.',
  input: claimInput,
  output: claimFileOutput,
  annotations: changing,
  async run({ filePath, mode, reason, ttlHours }, call) {
    const ttlMinutes = ttlHours === undefined ? null : ttlHours * 60;
    return answerClaim(await acquire(call, filePath, plainMode(mode), reason, ttlMinutes));
  },
};

const escalateInput = z.object({
  claim: z.string().min(1).max(4096).describe('The id of your claim, or the path of its file'),
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
    const path = claims.find(({ id }) => id === claim)?.path ?? claim;
    return answerClaim(await acquire(call, path, plainMode(mode), reason, null));
  },
};

const waitInput = z.object({
  filePath,
  mode: claimMode.default('exclusive'),
  reason,
  timeoutSeconds: z.number().min(1).max(600).default(60).describe('How long to wait at most'),
});

/** Claims a file as soon as its holder lets go of it. */
export const waitForClaim: Tool<typeof waitInput, typeof claimFileOutput> = {
  name: 'wait_for_claim',
  title: 'Wait for a claim',
  description: 'Claims a file as soon as those who hold it let go of it, or gives up when the time is over.',
  input: waitInput,
  output: claimFileOutput,
  annotations: changing,
  async run({ filePath, mode, reason, timeoutSeconds }, call) {
    const totalMs = timeoutSeconds * 1000;
    const startedAt = Date.now();
    for (;;) {
      const result = await acquire(call, filePath, plainMode(mode), reason, null);
      const leftMs = totalMs - (Date.now() - startedAt);
      if (result.outcome === 'granted' || leftMs <= 0 || call.signal.aborted) return answerClaim(result);
      const holders = [...new Set(result.others.map(({ holder }) => holder))].join(', ');
      await call.progress(totalMs - leftMs, totalMs, `Held by ${holders}.`);
      await untilChanged(call, result.others, leftMs);
    }
  },
};

const releaseInput = z.object({
  claimId: z.string().min(1).max(4096).optional().describe('The id of the claim'),
  filePath: filePath.optional(),
  force: z.boolean().default(false).describe("Also another session's claim, if the user consents"),
});

const releaseOutput = z.object({
  success: z.boolean(),
  message: z.string(),
  releasedAt: isoTime.optional(),
  released: z.array(claimOutput),
});

/** Releases a claim of the agent's session. */
export const releaseFile: Tool<typeof releaseInput, typeof releaseOutput> = {
  name: 'release_file',
  title: 'Release a file',
  description:
    'Releases a claim of your session, named by its id or its file, so that others can go on with the file.',
  input: releaseInput,
  output: releaseOutput,
  annotations: { ...changing, destructiveHint: true },
  async run({ claimId, filePath, force }, call) {
    const claim = claimId ?? filePath;
    if (claim === undefined)
      throw invalidInput('this call', 'it names no claim', 'Give claimId or filePath.');
    if (force) requireConsent(call, claim);
    const { released } = await call.desk.forMe(({ id, cwd }) =>
      call.desk.host.call('releaseClaims', { session: force ? null : id, claims: [claim], cwd }),
    );
    const message = released.map(({ path }) => `Released ${path}.`).join('\n') || 'There was nothing to release.'; // prettier-ignore
    const releasedAt = new Date().toISOString();
    return { data: { success: released.length > 0, message, releasedAt, released: released.map(toOutput) }, text: message }; // prettier-ignore
  },
};

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
          filePaths.some((part) => claim.path.includes(part.replace(/^\.\//, '')))) &&
        (sessionId === undefined || claim.holder === sessionId || claim.sessionId === sessionId),
    );
    const text = found.map(({ path, mode, holder }) => `${path}: ${mode}, held by ${holder}`).join('\n');
    const claims = found.map((claim) => toListed(snapshot, claim));
    return { data: { claims, totalClaims: found.length }, text: text || 'No file is claimed.' };
  },
};

async function acquire(
  { desk }: ToolCall,
  path: string,
  mode: ClaimMode,
  reason: string | undefined,
  ttlMinutes: number | null,
): Promise<ClaimResult> {
  const { results } = await desk.forMe(({ id, cwd }) =>
    desk.host.call('acquireClaims', {
      session: id,
      paths: [path],
      cwd,
      mode,
      reason: reason ?? null,
      ttlMinutes,
    }),
  );
  const [result] = results;
  if (result === undefined) throw new Error('Internal error: a claim was neither granted nor denied');
  return result;
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

/** Resolves once none of some claims holds any more, the time is over, or the client has given up. */
async function untilChanged(
  { feed, signal }: ToolCall,
  claims: readonly ClaimView[],
  ms: number,
): Promise<void> {
  const ids = new Set(claims.map(({ id }) => id));
  const isFree = (snapshot: Snapshot): boolean => !snapshot.claims.some(({ id }) => ids.has(id));
  const changed = deferred<void>();
  const timer = setTimeout(changed.resolve, ms);
  signal.addEventListener('abort', () => changed.resolve(), { once: true });
  const following = await feed.follow((snapshot) => isFree(snapshot) && changed.resolve());
  if (isFree(following.now)) changed.resolve();
  await changed.promise.finally(() => following.dispose());
  clearTimeout(timer);
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
    filePath: claim.path,
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
