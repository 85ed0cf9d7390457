import { join } from 'node:path';
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
  private shown = '';
  private timer: NodeJS.Timeout | undefined;

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
    clearTimeout(this.timer);
    for (const listener of this.listening) listener.dispose();
    this.problems.dispose();
  }

  private refresh(): void {
    const shown = JSON.stringify(this.connection.snapshot?.conflicts ?? []);
    if (shown === this.shown) return;
    this.shown = shown;
    void this.show();
  }

  private follow(): void {
    if (this.shown === '' || this.shown === '[]') return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.show();
    }, followMs);
  }

  private async show(): Promise<void> {
    const { snapshot } = this.connection;
    const byFile = problemsOf(snapshot);
    const entries = await Promise.all([...byFile].map(([file, found]) => placed(file, found)));
    // What came meanwhile is shown by its own call.
    if (snapshot !== this.connection.snapshot) return;
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

/** By file: what is found in it. */
function problemsOf(snapshot: Snapshot | null): Map<string, Found[]> {
  const byFile = new Map<string, Found[]>();
  for (const conflict of snapshot?.conflicts ?? []) {
    for (const side of ['ours', 'theirs'] as const) {
      const [file, away] = [fileOf(conflict, side), side === 'ours' ? 'theirs' : 'ours'] as const;
      if (file === null || !isInView(file)) continue;
      const regions = conflict.regions.length === 0 ? [{ ours: top, theirs: top }] : conflict.regions;
      const found = regions.map((region) => ({ conflict, range: region[side], other: conflict[away], otherPath: fileOf(conflict, away), otherRange: region[away] })); // prettier-ignore
      byFile.set(file, [...(byFile.get(file) ?? []), ...found]);
    }
  }
  return byFile;
}

const top: LineRange = { start: 0, end: 0 };

function fileOf(conflict: ConflictView, side: 'ours' | 'theirs'): string | null {
  const path = side === 'ours' ? conflict.oursPath : conflict.theirsPath;
  const { worktreePath } = conflict[side];
  return path === null || worktreePath === null ? null : join(worktreePath, path);
}

// The files of worktrees that are open nowhere are other people's business.
function isInView(file: string): boolean {
  const uri = vscode.Uri.file(file);
  return vscode.workspace.getWorkspaceFolder(uri) !== undefined || documentOf(uri) !== undefined;
}

function documentOf(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}

async function placed(file: string, found: readonly Found[]): Promise<[vscode.Uri, vscode.Diagnostic[]]> {
  const uri = vscode.Uri.file(file);
  const document = documentOf(uri);
  const edits = document === undefined ? [] : await unsavedEdits(document);
  return [uri, found.map((one) => problem(one, edits))];
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
