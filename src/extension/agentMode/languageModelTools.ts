import * as vscode from 'vscode';
import { toCoordinatorError } from '../../core/errors';
import type { Snapshot } from '../../protocol/snapshot';
import type { HostConnection } from '../connection/hostConnection';
import { describeClaims, describeConflicts, describeSessions } from './describeSnapshot';

/** The tools that the manifest contributes, by name. They only read; whoever wants to change something has the MCP server. */
export const languageModelToolNames = {
  sessions: 'parallel-cc_sessions',
  conflicts: 'parallel-cc_conflicts',
  claims: 'parallel-cc_claims',
} as const;

interface ConflictsInput {
  readonly path?: string;
}

/** Lets chat in the editor read who is at work, what would conflict and what is claimed. */
export function registerLanguageModelTools(connection: HostConnection): vscode.Disposable {
  const { sessions, conflicts, claims } = languageModelToolNames;
  return vscode.Disposable.from(
    vscode.lm.registerTool(sessions, reads(connection, 'Asking who is at work', describeSessions)),
    vscode.lm.registerTool<ConflictsInput>(
      conflicts,
      reads(connection, 'Asking what would conflict', (snapshot, { path }) =>
        describeConflicts(snapshot, path),
      ),
    ),
    vscode.lm.registerTool(claims, reads(connection, 'Asking what is claimed', describeClaims)),
  );
}

function reads<Input>(
  connection: HostConnection,
  invocationMessage: string,
  describe: (snapshot: Snapshot, input: Input) => string,
): vscode.LanguageModelTool<Input> {
  return {
    prepareInvocation: () => ({ invocationMessage }),
    async invoke({ input }) {
      const text = await connection.call('getSnapshot', { fresh: true }).then(
        (snapshot) => describe(snapshot, input),
        (error: unknown) => toCoordinatorError(error).text,
      );
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
    },
  };
}
