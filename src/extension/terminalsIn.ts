import { relative, isAbsolute, sep } from 'node:path';
import * as vscode from 'vscode';

/** The terminals of this window that run in a folder or below it, as far as the editor knows where they are. */
export function terminalsIn(folder: string): vscode.Terminal[] {
  return vscode.window.terminals.filter((terminal) => {
    const place = placeOf(terminal);
    return terminal.exitStatus === undefined && place !== undefined && isBelow(folder, place);
  });
}

function placeOf({ shellIntegration, creationOptions }: vscode.Terminal): string | undefined {
  const begun = 'cwd' in creationOptions ? creationOptions.cwd : undefined;
  return shellIntegration?.cwd?.fsPath ?? (typeof begun === 'string' ? begun : begun?.fsPath);
}

function isBelow(folder: string, place: string): boolean {
  const between = relative(folder, place);
  return between !== '..' && !between.startsWith(`..${sep}`) && !isAbsolute(between);
}
