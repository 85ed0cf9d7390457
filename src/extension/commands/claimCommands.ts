import * as vscode from 'vscode';
import { claimNotFound } from '../../core/errors';
import type { ClaimView } from '../../protocol/snapshot';
import type { HostConnection } from '../connection/hostConnection';
import { requireSnapshot } from '../connection/requireSnapshot';
import type { CommandHandlers } from './commandTable';
import { pickClaim } from './picks';

/** The commands about claims. */
export function claimCommands(connection: HostConnection): Pick<CommandHandlers, 'releaseClaim'> {
  return {
    async releaseClaim(claimId) {
      const claim = await choose(connection, claimId);
      if (claim === undefined) return;
      const cwd = requireSnapshot(connection).repository.root;
      await connection.call('releaseClaims', { session: null, claims: [claim.id], cwd });
      vscode.window.setStatusBarMessage(`$(check) ${claim.holder} no longer holds ${claim.label}`, 5000);
    },
  };
}

async function choose(
  connection: HostConnection,
  claimId: string | undefined,
): Promise<ClaimView | undefined> {
  const snapshot = requireSnapshot(connection);
  if (claimId === undefined) return pickClaim(snapshot, 'Release Which Claim?');
  const found = snapshot.claims.find(({ id }) => id === claimId);
  if (found === undefined) throw claimNotFound(claimId);
  return found;
}
