import * as vscode from 'vscode';
import type { CoordinatorError, ErrorCode } from '../core/errors';
import { toCoordinatorError } from '../core/errors';
import { commandIds } from './commandIds';

/** What to do about a failure in the editor, where the catalogue's advice is about the command line. */
const editorHints: Partial<Readonly<Record<ErrorCode, string>>> = {
  notARepository: 'Open a folder of a repository, or create one with "Git: Initialize Repository".',
  bareRepository: 'Open a clone or a worktree of it.',
  sessionNotFound: 'It may have ended just now.',
  claimNotFound: 'It may have been released just now.',
  conflictNotFound: 'It may have been settled just now.',
  worktreeNotFound: 'It may have been removed just now.',
  worktreeBusy: 'End the session first.',
  hostUnavailable: 'The log says more.',
};

/** Puts a failure into words for the editor: what happened, why, and what to do. */
export function errorText(thrown: unknown): string {
  const error = toCoordinatorError(thrown);
  const hint = editorHints[error.code] ?? error.hint;
  return hint === undefined ? error.message : `${error.message} ${hint}`;
}

/** Shows a failure as a notification; a user who cancelled is told nothing. */
export async function showError(thrown: unknown): Promise<void> {
  const error: CoordinatorError = toCoordinatorError(thrown);
  if (error.code === 'cancelled') return;
  const showLog = 'Show Log';
  const choice = await vscode.window.showErrorMessage(errorText(error), showLog);
  if (choice === showLog) await vscode.commands.executeCommand(commandIds.showLog);
}
