import * as vscode from 'vscode';
import type { HostConnection } from './connection/hostConnection';

/** Keeps the context key `parallel-cc.isLive`, by which the palette leaves out commands that could only fail. */
export class LiveContext implements vscode.Disposable {
  private readonly listening: { dispose(): void };
  private isLive = false;

  constructor(connection: HostConnection) {
    this.listening = connection.onDidChange(({ kind }) => this.update(kind === 'live'));
  }

  dispose(): void {
    this.listening.dispose();
  }

  private update(isLive: boolean): void {
    if (isLive === this.isLive) return;
    this.isLive = isLive;
    void vscode.commands.executeCommand('setContext', 'parallel-cc.isLive', isLive);
  }
}
