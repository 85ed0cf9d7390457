import * as vscode from 'vscode';
import type { ClaimView, Snapshot } from '../../protocol/snapshot';
import type { HostConnection } from '../connection/hostConnection';
import { groupBy } from '../groupBy';
import { worktreeFile } from './worktreeFile';

const none: readonly never[] = [];

/** Badges in the explorer on files that other sessions have claimed. */
export class ClaimDecorations implements vscode.FileDecorationProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  // Stands before the registration, at which the editor looks whether there is such an event.
  readonly onDidChangeFileDecorations = this.changed.event;
  private readonly registration = vscode.window.registerFileDecorationProvider(this);
  private readonly listening: { dispose(): void };
  private byPath: ReadonlyMap<string, readonly ClaimView[]> = new Map();
  private claims: Snapshot['claims'] = none;
  private worktrees: Snapshot['worktrees'] = none;
  private shown = '';

  constructor(private readonly connection: HostConnection) {
    this.listening = connection.onDidChange(() => this.refresh());
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    const { snapshot } = this.connection;
    if (uri.scheme !== 'file' || snapshot === null || this.byPath.size === 0) return undefined;
    const file = worktreeFile(snapshot, uri.fsPath);
    if (file === null) return undefined;
    const others = (this.byPath.get(file.path) ?? []).filter(
      ({ sessionId }) => sessionId !== file.worktree.sessionId,
    );
    return others.length === 0 ? undefined : decoration(others);
  }

  dispose(): void {
    this.listening.dispose();
    this.registration.dispose();
    this.changed.dispose();
  }

  // A heartbeat renews claims all the time: only what the badges show counts as a change.
  private refresh(): void {
    const { claims = none, worktrees = none } = this.connection.snapshot ?? {};
    if (claims === this.claims && worktrees === this.worktrees) return;
    [this.claims, this.worktrees] = [claims, worktrees];
    const shown = JSON.stringify([
      claims.map(({ label, mode, sessionId, holder }) => [label, mode, sessionId, holder]),
      worktrees.map(({ path, sessionId }) => [path, sessionId]),
    ]);
    if (shown === this.shown) return;
    this.shown = shown;
    this.byPath = groupBy(claims.filter(isOnPath), ({ path }) => path);
    this.changed.fire(undefined);
  }
}

function decoration(claims: readonly ClaimView[]): vscode.FileDecoration {
  const isExclusive = claims.some(({ mode }) => mode === 'exclusive');
  const color = isExclusive ? new vscode.ThemeColor('list.warningForeground') : undefined;
  return new vscode.FileDecoration(isExclusive ? '◆' : '◇', claims.map(describe).join('\n'), color);
}

function isOnPath({ kind }: ClaimView): boolean {
  return kind === 'file' || kind === 'folder' || kind === 'symbol';
}

function describe({ mode, holder, acquiredAt, reason, symbol }: ClaimView): string {
  const since = new Date(acquiredAt).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  const part = symbol === null ? '' : ` on ${symbol}`;
  return `Claimed by ${holder} (${mode}${part}) since ${since}${reason === null ? '' : `: ${reason}`}`;
}
