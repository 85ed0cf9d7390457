import * as vscode from 'vscode';
import type { HostConnection } from '../connection/hostConnection';

/** A text that the host knows and no file holds. */
export type HostDocument =
  | { readonly kind: 'base'; readonly session: string; readonly path: string }
  | {
      readonly kind: 'conflict';
      readonly conflict: string;
      readonly side: 'ours' | 'theirs';
      readonly path: string;
    };

const scheme = 'parallel-cc';

/** Makes the address of such a text; it ends like the file, so that the editor knows the language. */
export function hostDocumentUri(document: HostDocument): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${document.path}`, query: JSON.stringify(document) });
}

/** Shows texts of the host as read-only documents. */
export class HostDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);

  constructor(private readonly connection: HostConnection) {}

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const document = JSON.parse(uri.query) as HostDocument;
    if (document.kind === 'base') {
      const { session, path } = document;
      return (await this.connection.call('getFileAtBase', { session, path })).text ?? '';
    }
    const texts = await this.connection.call('getConflictTexts', { conflict: document.conflict });
    return texts[document.side] ?? '';
  }

  dispose(): void {
    this.registration.dispose();
  }
}
