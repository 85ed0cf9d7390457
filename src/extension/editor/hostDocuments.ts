import * as vscode from 'vscode';
import type { Snapshot } from '../../protocol/snapshot';
import type { HostConnection } from '../connection/hostConnection';

/** A text that the host knows and no file holds. */
export type HostDocument =
  | { readonly kind: 'base'; readonly session: string; readonly path: string }
  | {
      readonly kind: 'conflict';
      readonly conflict: string;
      readonly side: 'ours' | 'theirs';
      readonly path: string;
    }
  | {
      readonly kind: 'snapshot';
      readonly session: string;
      readonly label: string;
      readonly side: 'before' | 'after';
      readonly path: string;
    };

const scheme = 'parallel-cc';

/** Makes the address of such a text; it ends like the file, so that the editor knows the language. */
export function hostDocumentUri(document: HostDocument): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${document.path}`, query: JSON.stringify(document) });
}

/** Shows texts of the host as read-only documents, and keeps those that are open up to date. */
export class HostDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  // Stands before the registration, at which the editor looks whether there is such an event.
  readonly onDidChange = this.changed.event;
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  private readonly listening: { dispose(): void };
  private seen: Snapshot | null = null;

  constructor(private readonly connection: HostConnection) {
    this.listening = connection.onDidChange(() => this.refresh());
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const document = documentAt(uri);
    if (document.kind === 'base') {
      const { session, path } = document;
      return (await this.connection.call('getFileAtBase', { session, path })).text ?? '';
    }
    if (document.kind === 'snapshot') {
      const { session, label, path, side } = document;
      return (await this.connection.call('getSnapshotFile', { session, label, path }))[side] ?? '';
    }
    const texts = await this.connection.call('getConflictTexts', { conflict: document.conflict });
    return texts[document.side] ?? '';
  }

  dispose(): void {
    this.listening.dispose();
    this.registration.dispose();
    this.changed.dispose();
  }

  // The editor asks for each open text again and keeps one that is the same.
  private refresh(): void {
    const { snapshot } = this.connection;
    if (snapshot === null) return;
    const before = this.seen;
    this.seen = snapshot;
    const open = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === scheme);
    if (open.length === 0 || (before !== null && dependOnTheSame(before, snapshot))) return;
    for (const { uri } of open) if (isStillThere(documentAt(uri), snapshot)) this.changed.fire(uri);
  }
}

function documentAt(uri: vscode.Uri): HostDocument {
  return JSON.parse(uri.query) as HostDocument;
}

// What has been settled or has ended stays as it was shown last; snapshots never change.
function isStillThere(document: HostDocument, { sessions, conflicts }: Snapshot): boolean {
  if (document.kind === 'snapshot') return false;
  return document.kind === 'base'
    ? sessions.some(({ id, endedAt }) => id === document.session && endedAt === null)
    : conflicts.some(({ id }) => id === document.conflict);
}

// A base moves with the branches, the sides of a conflict with the files, which the radar looks at when they change.
function dependOnTheSame(one: Snapshot, other: Snapshot): boolean {
  const heads = ({ worktrees }: Snapshot): string =>
    JSON.stringify(worktrees.map(({ path, head }) => [path, head]));
  return (
    one.conflicts === other.conflicts &&
    one.radar.lookedAt === other.radar.lookedAt &&
    heads(one) === heads(other)
  );
}
