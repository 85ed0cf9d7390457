import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { ConflictSeverity } from '../../core/classify/reading';
import type { LineRange } from '../../core/conflict';
import type { LineChange } from '../../core/text/lineChange';
import type { ConflictSideView, ConflictView, Snapshot } from '../../protocol/snapshot';
import type { HostConnection } from '../connection/hostConnection';
import { shiftRange } from './shiftRange';
import { unsavedEdits } from './unsavedEdits';

/** While somebody types, the problems of the document move with the text this often, in milliseconds. */
const followMs = 200;

/**
 * Entries in the Problems view where files of the opened folders, and those in editors, would conflict, each with the
 * other side's place. They move along with what is typed.
 */
export class ConflictProblems implements vscode.Disposable {
  private readonly problems = vscode.languages.createDiagnosticCollection('parallel-cc');
  private readonly listening: readonly { dispose(): void }[];
  private shown: Snapshot['conflicts'] = [];
  private timer: NodeJS.Timeout | undefined;
  private turn: NodeJS.Immediate | undefined;

  constructor(private readonly connection: HostConnection) {
    this.listening = [
      connection.onDidChange(() => this.refresh()),
      vscode.workspace.onDidOpenTextDocument(() => this.follow()),
      vscode.workspace.onDidCloseTextDocument(() => this.follow()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (this.problems.has(document.uri)) this.follow();
      }),
    ];
  }

  dispose(): void {
    this.shown = [];
    clearTimeout(this.timer);
    clearImmediate(this.turn);
    for (const listener of this.listening) listener.dispose();
    this.problems.dispose();
  }

  private refresh(): void {
    const conflicts = this.connection.snapshot?.conflicts ?? none;
    if (conflicts === this.shown) return;
    this.shown = conflicts;
    clearImmediate(this.turn);
    this.turn = setImmediate(() => void this.show());
  }

  private follow(): void {
    if (this.shown.length === 0) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.show();
    }, followMs);
  }

  private async show(): Promise<void> {
    const { shown } = this;
    const documents = openDocuments();
    const byFile = problemsOf(shown, documents);
    const entries = await Promise.all([...byFile].map(([file, found]) => placed(file, found, documents)));
    // What came meanwhile is shown by its own call.
    if (shown !== this.shown) return;
    this.problems.clear();
    this.problems.set(entries);
  }
}

interface Found {
  readonly conflict: ConflictView;
  readonly range: LineRange;
  readonly other: ConflictSideView;
  readonly otherPath: string | null;
  readonly otherRange: LineRange;
}

/** By file: what is found in it. The files of worktrees that are open nowhere are other people's business. */
function problemsOf(conflicts: Snapshot['conflicts'], documents: OpenDocuments): Map<string, Found[]> {
  const byFile = new Map<string, Found[]>();
  const isOpenFolder = memoize((folder) => vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder)) !== undefined); // prettier-ignore
  for (const conflict of conflicts) {
    for (const side of ['ours', 'theirs'] as const) {
      const [file, away] = [fileOf(conflict, side), side === 'ours' ? 'theirs' : 'ours'] as const;
      if (file === null || !(isOpenFolder(dirname(file)) || documents.has(keyOf(file)))) continue;
      const regions = conflict.regions.length === 0 ? [{ ours: top, theirs: top }] : conflict.regions;
      const found = regions.map((region) => ({ conflict, range: region[side], other: conflict[away], otherPath: fileOf(conflict, away), otherRange: region[away] })); // prettier-ignore
      byFile.set(file, [...(byFile.get(file) ?? []), ...found]);
    }
  }
  return byFile;
}

function memoize<T>(ask: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const answer = known.get(key) ?? ask(key);
    known.set(key, answer);
    return answer;
  };
}

const top: LineRange = { start: 0, end: 0 };
const none: Snapshot['conflicts'] = [];

function fileOf(conflict: ConflictView, side: 'ours' | 'theirs'): string | null {
  const path = side === 'ours' ? conflict.oursPath : conflict.theirsPath;
  const { worktreePath } = conflict[side];
  return path === null || worktreePath === null ? null : join(worktreePath, path);
}

/** The texts of files that editors know, by the file's path as the editor writes it. */
type OpenDocuments = ReadonlyMap<string, vscode.TextDocument>;

function openDocuments(): OpenDocuments {
  const files = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === 'file');
  return new Map(files.map((document) => [document.uri.fsPath, document]));
}

// The editor writes the letter of a drive small.
function keyOf(file: string): string {
  return vscode.Uri.file(file).fsPath;
}

async function placed(
  file: string,
  found: readonly Found[],
  documents: OpenDocuments,
): Promise<[vscode.Uri, vscode.Diagnostic[]]> {
  const document = documents.get(keyOf(file));
  const edits = document === undefined ? [] : await unsavedEdits(document);
  return [vscode.Uri.file(file), found.map((one) => problem(one, edits))];
}

function problem(
  { conflict, range, other, otherPath, otherRange }: Found,
  edits: readonly LineChange[],
): vscode.Diagnostic {
  const entry = new vscode.Diagnostic(toRange(shiftRange(range, edits)), `${conflict.summary} ${conflict.remedy.text}`, severities[conflict.severity]); // prettier-ignore
  entry.source = 'parallel-cc';
  entry.code = conflict.nature;
  if (otherPath !== null) {
    const place = new vscode.Location(vscode.Uri.file(otherPath), toRange(otherRange));
    entry.relatedInformation = [new vscode.DiagnosticRelatedInformation(place, `Here in ${other.label}`)];
  }
  return entry;
}

const severities: Readonly<Record<ConflictSeverity, vscode.DiagnosticSeverity>> = {
  low: vscode.DiagnosticSeverity.Information,
  medium: vscode.DiagnosticSeverity.Warning,
  high: vscode.DiagnosticSeverity.Warning,
};

function toRange({ start, end }: LineRange): vscode.Range {
  return new vscode.Range(start, 0, Math.max(end, start + 1), 0);
}
