import * as vscode from 'vscode';
import type { Session } from '../core/session';
import type { HostConnection } from './connection/hostConnection';

/** The argument by which the terminal of a session's agent is found again, even after the window was reloaded. */
export function terminalMark({ name }: Pick<Session, 'name'>): readonly [string] {
  return [`--name=${name}`];
}

/** Finds the terminal of a session: the one that its agent was started in, else one that was opened in its worktree. */
export function findTerminal(session: Session): vscode.Terminal | undefined {
  const running = vscode.window.terminals.filter(({ exitStatus }) => exitStatus === undefined);
  const [mark] = terminalMark(session);
  return (
    running.find((terminal) => argumentsOf(terminal).some((arg) => arg === mark || arg === session.id)) ??
    running.find((terminal) => folderOf(terminal) === session.worktreePath)
  );
}

/** Ends a session when its terminal closes before an agent ran in it; later it is the terminal's program that ends it. */
export function releaseIfNeverStarted(
  connection: HostConnection,
  sessionId: string,
  terminal: vscode.Terminal,
): void {
  const listening = vscode.window.onDidCloseTerminal((closed) => {
    if (closed !== terminal) return;
    listening.dispose();
    const session = connection.snapshot?.sessions.find(({ id }) => id === sessionId);
    if (session?.process !== null || session.endedAt !== null) return;
    // It may have been ended by others just now; a session without a sign of life is shown as stale in any case.
    connection.call('releaseSession', { session: sessionId, worktree: 'auto' }).catch(() => undefined);
  });
}

function argumentsOf({ creationOptions }: vscode.Terminal): readonly string[] {
  const args = 'shellArgs' in creationOptions ? creationOptions.shellArgs : undefined;
  return Array.isArray(args) ? args : [];
}

function folderOf({ creationOptions }: vscode.Terminal): string | undefined {
  const cwd = 'cwd' in creationOptions ? creationOptions.cwd : undefined;
  return typeof cwd === 'object' ? cwd.fsPath : cwd;
}
