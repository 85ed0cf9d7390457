import * as vscode from 'vscode';
import type { HostConnection } from '../connection/hostConnection';
import { requireSession, requireSnapshot } from '../connection/requireSnapshot';
import type { MethodParams } from '../../protocol/methods';
import type { SessionView } from '../../protocol/snapshot';
import type { CommandHandlers } from './commandTable';
import { pickRecipients, pickSession } from './picks';

type WorktreeFate = MethodParams<'releaseSession'>['worktree'];

/** The commands that speak to sessions and end them. */
export function sessionCommands(
  connection: HostConnection,
): Pick<CommandHandlers, 'messageSession' | 'endSession'> {
  return {
    async messageSession(sessionId) {
      const sessions = await chooseRecipients(connection, sessionId);
      const names = sessions.map(({ name }) => name).join(', ');
      const text = sessions.length === 0 ? undefined : await askForMessage(names);
      if (!text) return;
      await connection.call('sendMessage', { to: sessions.map(({ id }) => id), from: null, text });
      const told = sessions.length === 1 ? `${names} will read it at its next turn` : `${names} will read it at their next turns`; // prettier-ignore
      vscode.window.setStatusBarMessage(`$(check) ${told}`, 5000);
    },
    async endSession(sessionId) {
      const session = await choose(connection, sessionId, 'End Which Session?');
      const worktree = session && (await askForFate(session));
      if (session === undefined || worktree === undefined) return;
      const result = await connection.call('releaseSession', { session: session.id, worktree });
      void vscode.window.showInformationMessage(
        `Session "${session.name}" has ended. ${result.worktree.reason}`,
      );
    },
  };
}

async function choose(
  connection: HostConnection,
  sessionId: string | undefined,
  title: string,
): Promise<SessionView | undefined> {
  const snapshot = requireSnapshot(connection);
  return sessionId === undefined ? pickSession(snapshot, title) : requireSession(snapshot, sessionId);
}

async function chooseRecipients(
  connection: HostConnection,
  sessionId: string | undefined,
): Promise<readonly SessionView[]> {
  const snapshot = requireSnapshot(connection);
  return sessionId === undefined
    ? pickRecipients(snapshot, 'Send a Message to…')
    : [requireSession(snapshot, sessionId)];
}

async function askForMessage(names: string): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title: `Message to ${names}`,
    prompt: 'It is read at the next turn.',
    placeHolder: 'I changed the retry limits in src/payments.ts; please build on that',
    ignoreFocusOut: true,
    validateInput: (value) => (value.length > 4000 ? 'At most 4000 characters can be sent.' : undefined),
  });
  return text?.trim();
}

type FateItem = vscode.MessageItem & { readonly fate: WorktreeFate };

async function askForFate(session: SessionView): Promise<WorktreeFate | undefined> {
  const items: FateItem[] = session.adopted
    ? [{ title: 'End Session', fate: 'keep' }]
    : [
        { title: 'End, Remove Worktree if Merged', fate: 'auto' },
        { title: 'End, Keep Worktree', fate: 'keep' },
        { title: 'End, Snapshot and Remove Worktree', fate: 'remove' },
      ];
  const options = { modal: true, detail: whatHappens(session) };
  const chosen = await vscode.window.showWarningMessage(`End session "${session.name}"?`, options, ...items);
  return chosen?.fate;
}

function whatHappens({ adopted, changedFiles, worktreePath }: SessionView): string {
  const released = 'Its claims are released; the agent itself goes on until you close it.';
  if (adopted) return `${released} Its worktree was there before and stays as it is.`;
  const changes =
    changedFiles === null ? '' : ` It has ${changedFiles} changed ${changedFiles === 1 ? 'file' : 'files'}.`;
  return `${released}\n\nWorktree: ${worktreePath}.${changes} Work is never lost: a snapshot is kept of what is removed.`;
}
