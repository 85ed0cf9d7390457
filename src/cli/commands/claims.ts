import type { ClaimView, ClaimWaitView } from '../../protocol/snapshot';
import type { CommandContext, CommandResult } from '../context';
import { withHost } from '../host';
import { table } from '../output/table';
import { printable } from '../output/text';
import { ago, until } from '../output/time';

/** The options of `claims`. */
export interface ClaimsOptions {
  readonly session?: string;
  readonly file?: string;
}

/** Lists the claims that hold now, and who waits for one. JSON: `{ claims: ClaimView[], waits: ClaimWaitView[] }`. */
export async function claims(context: CommandContext, options: ClaimsOptions): Promise<CommandResult> {
  const snapshot = await withHost(context, (host) => host.call('getSnapshot', { fresh: false }));
  const found = snapshot.claims.filter((claim) => matches(claim, options));
  return {
    json: { claims: found, waits: snapshot.waits },
    text: [
      found.length === 0 ? 'Nothing is claimed.' : claimTable(found, context),
      ...snapshot.waits.map((wait) => waitLine(wait, context)),
    ].join('\n'),
  };
}

function matches(claim: ClaimView, { session, file }: ClaimsOptions): boolean {
  const holds = session === undefined || claim.holder === session || claim.sessionId.startsWith(session);
  return holds && (file === undefined || claim.label.includes(file));
}

function claimTable(found: readonly ClaimView[], { style, columns, now }: CommandContext): string {
  const rows = found.map((claim) => [
    printable(claim.label),
    claim.mode === 'exclusive' ? style.attention(claim.mode) : claim.mode,
    printable(claim.holder),
    ago(claim.acquiredAt, now),
    until(claim.expiresAt, now),
    claim.id.slice(0, 8),
    printable(claim.reason ?? ''),
  ]);
  const head = ['CLAIMED', 'MODE', 'HELD BY', 'SINCE', 'ENDS', 'CLAIM', 'REASON'].map((title) =>
    style.faint(title),
  );
  return table([head, ...rows], columns);
}

function waitLine({ session, label, mode, since }: ClaimWaitView, { now, style }: CommandContext): string {
  return style.faint(
    `${printable(session)} waits for ${printable(label)} (${mode}), since ${ago(since, now)}`,
  );
}
