import * as vscode from 'vscode';
import type { LineChange } from '../../core/text/lineChange';
import type { Snapshot } from '../../protocol/snapshot';
import { commandIds } from '../commandIds';
import type { HostConnection } from '../connection/hostConnection';
import type { FilePlace } from './fileConflicts';
import { placesInFile, placeTitle } from './fileConflicts';
import { shiftRange } from './shiftRange';
import { unsavedEdits } from './unsavedEdits';
import { worktreeFile } from './worktreeFile';

const none: Snapshot['conflicts'] = [];

/** Code lenses where the open file would conflict: who changed the lines too, a comparison, and a word to them. */
export class ConflictLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  // Stands before the registration, at which the editor looks whether there is such an event.
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly registration = vscode.languages.registerCodeLensProvider({ scheme: 'file' }, this);
  private readonly listening: { dispose(): void };
  private conflicts: Snapshot['conflicts'] = none;

  constructor(private readonly connection: HostConnection) {
    this.listening = connection.onDidChange(() => this.refresh());
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const { snapshot } = this.connection;
    const file = snapshot && worktreeFile(snapshot, document.uri.fsPath);
    if (snapshot === null || file === null) return [];
    const places = placesInFile(snapshot, file);
    if (places.length === 0) return [];
    const edits = await unsavedEdits(document);
    return places.flatMap((place) => lenses(place, lineOf(place, edits, document), file.worktree.path));
  }

  dispose(): void {
    this.listening.dispose();
    this.registration.dispose();
    this.changed.dispose();
  }

  private refresh(): void {
    const conflicts = this.connection.snapshot?.conflicts ?? none;
    if (conflicts === this.conflicts) return;
    this.conflicts = conflicts;
    this.changed.fire();
  }
}

function lineOf(place: FilePlace, edits: readonly LineChange[], document: vscode.TextDocument): vscode.Range {
  const { start, end } = shiftRange(place.range, edits);
  const last = document.lineCount - 1;
  return new vscode.Range(Math.min(start, last), 0, Math.min(end, last), 0);
}

function lenses(place: FilePlace, range: vscode.Range, worktreePath: string): vscode.CodeLens[] {
  const { conflict, other, region } = place;
  const lens = (title: string, tooltip: string, command: string, ...args: unknown[]): vscode.CodeLens =>
    new vscode.CodeLens(range, { title, tooltip, command, arguments: args });
  const compare = [conflict.id, region ?? undefined, worktreePath];
  const target = { kind: 'conflict', conflictId: conflict.id };
  return [
    lens(placeTitle(place), conflict.summary, commandIds.showDashboard, target),
    lens('Compare', `Compare with the file of ${other.label}`, commandIds.compareConflict, ...compare),
    ...(other.sessionId === null
      ? []
      : [lens('Message', `Tell ${other.label} something`, commandIds.messageSession, other.sessionId)]),
  ];
}
