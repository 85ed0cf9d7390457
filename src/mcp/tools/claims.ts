import * as z from 'zod';
import type { ClaimView } from '../../protocol/snapshot';
import type { Tool } from '../tool';
import { changing, readOnly } from '../tool';

const claimOutput = z.object({
  claimId: z.string(),
  filePath: z.string().describe('From the top of the repository'),
  mode: z.enum(['exclusive', 'shared', 'intent']),
  sessionId: z.string(),
  holder: z.string().describe('Name of the session that holds it'),
  reason: z.nullable(z.string()),
  claimedAt: z.string().describe('ISO 8601, in UTC'),
  expiresAt: z.string().describe('ISO 8601, in UTC; renewed while the holder is at work'),
});

const claimInput = z.object({
  filePath: z.string().min(1).max(4096).describe('Absolute, or relative to your working directory'),
  mode: z
    .enum(['exclusive', 'shared', 'intent'])
    .default('exclusive')
    .describe('exclusive keeps others out; shared and intent only tell them'),
  reason: z.string().max(500).optional().describe('Why, for the others'),
  ttlHours: z.number().min(1).max(72).optional().describe('How long it lasts without a sign of life of you'),
});

const claimFileOutput = z.object({
  success: z.boolean(),
  claim: z.nullable(claimOutput),
  conflictingClaims: z.array(claimOutput),
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
  async run({ filePath, mode, reason, ttlHours }, desk) {
    const me = desk.requireSession(await desk.snapshot());
    const { results } = await desk.host.call('acquireClaims', {
      session: me.id,
      paths: [filePath],
      cwd: desk.cwd,
      mode,
      reason: reason ?? null,
      ttlMinutes: ttlHours === undefined ? null : ttlHours * 60,
    });
    const [result] = results;
    if (result === undefined) throw new Error('Internal error: a claim was neither granted nor denied');
    const data = {
      success: result.outcome === 'granted',
      claim: result.claim === null ? null : toOutput(result.claim),
      conflictingClaims: result.outcome === 'denied' ? result.others.map(toOutput) : [],
      message: result.message,
    };
    return { data, text: result.message };
  },
};

const releaseInput = z.object({
  claim: z.string().min(1).max(4096).describe('The id of the claim, or the path of its file'),
});

const releaseOutput = z.object({ success: z.boolean(), released: z.array(claimOutput) });

/** Releases a claim of the agent's session. */
export const releaseFile: Tool<typeof releaseInput, typeof releaseOutput> = {
  name: 'release_file',
  title: 'Release a file',
  description: 'Releases a claim of your session, so that others can go on with the file.',
  input: releaseInput,
  output: releaseOutput,
  annotations: changing,
  async run({ claim }, desk) {
    const me = desk.requireSession(await desk.snapshot());
    const { released } = await desk.host.call('releaseClaims', {
      session: me.id,
      claims: [claim],
      cwd: desk.cwd,
    });
    const text =
      released.map(({ label }) => `Released ${label}.`).join('\n') || 'There was nothing to release.';
    return { data: { success: released.length > 0, released: released.map(toOutput) }, text };
  },
};

const listInput = z.object({
  filePath: z.string().optional().describe('Only files whose path contains this'),
  session: z.string().optional().describe('Only claims of this session, by name or id'),
});

const listOutput = z.object({ claims: z.array(claimOutput), totalClaims: z.number() });

/** Lists the claims that hold now. */
export const listFileClaims: Tool<typeof listInput, typeof listOutput> = {
  name: 'list_file_claims',
  title: 'List claimed files',
  description: 'Lists the files that sessions of this repository have claimed.',
  input: listInput,
  output: listOutput,
  annotations: readOnly,
  async run({ filePath, session }, desk) {
    const { claims } = await desk.snapshot();
    const found = claims.filter(
      (claim) =>
        (filePath === undefined || claim.label.includes(filePath)) &&
        (session === undefined || claim.holder === session || claim.sessionId === session),
    );
    const text = found.map(({ label, mode, holder }) => `${label}: ${mode}, held by ${holder}`).join('\n');
    const data = { claims: found.map(toOutput), totalClaims: found.length };
    return { data, text: text || 'No file is claimed.' };
  },
};

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
