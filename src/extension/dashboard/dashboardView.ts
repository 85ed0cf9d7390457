import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { DashboardTarget, FromWebview, ToWebview } from '../../protocol/webview';
import type { CommandTable } from '../commands/commandTable';
import type { HostConnection } from '../connection/hostConnection';
import { countStatus } from '../statusText';
import { showError } from '../translateError';
import { dashboardHtml } from './dashboardHtml';
import { carryOut } from './intents';

const viewId = 'parallel-cc.dashboard';
/** What changes without pause is shown anew this often, in milliseconds. */
const paceMs = 250;

/** The dashboard in the side bar: shows the newest state while it is in sight and carries out what the user asks. */
export class DashboardView implements vscode.WebviewViewProvider, vscode.Disposable {
  private readonly registration = vscode.window.registerWebviewViewProvider(viewId, this);
  private readonly listening: { dispose(): void };
  private commands: CommandTable | undefined;
  private view: vscode.WebviewView | undefined;
  private isReady = false;
  private posting: NodeJS.Timeout | undefined;
  private postedAt = -Infinity;
  private awaited: DashboardTarget | undefined;

  constructor(
    private readonly connection: HostConnection,
    private readonly extensionUri: vscode.Uri,
  ) {
    this.listening = connection.onDidChange(() => this.postSoon());
  }

  /** Says who carries out what the user asks for. */
  handleIntents(commands: CommandTable): void {
    this.commands = commands;
  }

  /** Brings the dashboard into sight, and a thing in it. */
  async show(target?: DashboardTarget): Promise<void> {
    this.awaited = target;
    await vscode.commands.executeCommand(`${viewId}.focus`);
    this.reveal();
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const distUri = vscode.Uri.joinPath(this.extensionUri, 'dist');
    this.view = view;
    this.isReady = false;
    view.webview.options = { enableScripts: true, localResourceRoots: [distUri] };
    view.webview.onDidReceiveMessage((message: FromWebview) => void this.receive(message));
    view.onDidChangeVisibility(() => this.followVisibility());
    view.onDidDispose(() => this.forget(view));
    view.webview.html = pageOf(view.webview, distUri);
    this.followVisibility();
  }

  dispose(): void {
    clearTimeout(this.posting);
    this.listening.dispose();
    this.registration.dispose();
  }

  // The page is thrown away while it is hidden and says "ready" again when it comes back.
  private followVisibility(): void {
    const isVisible = this.view?.visible ?? false;
    this.connection.setVisible(isVisible);
    if (isVisible) this.postState();
    else this.isReady = false;
  }

  private forget(view: vscode.WebviewView): void {
    if (this.view !== view) return;
    this.view = undefined;
    this.followVisibility();
  }

  private async receive(message: FromWebview): Promise<void> {
    if (message.type === 'ready') {
      this.isReady = true;
      this.postState();
      this.reveal();
      return;
    }
    try {
      if (this.commands !== undefined) await carryOut(message.intent, this.commands, this.connection);
    } catch (error) {
      await showError(error);
    }
  }

  private reveal(): void {
    if (!this.isReady || this.awaited === undefined) return;
    this.post({ type: 'reveal', target: this.awaited });
    this.awaited = undefined;
  }

  // To send the state takes the editor some milliseconds: not in the turn in which it came, and not without pause.
  private postSoon(): void {
    this.posting ??= setTimeout(
      () => {
        this.posting = undefined;
        this.postState();
      },
      Math.max(0, this.postedAt + paceMs - performance.now()),
    );
  }

  private postState(): void {
    this.postedAt = performance.now();
    this.showBadge();
    if (this.isReady) this.post({ type: 'state', state: this.connection.state });
  }

  private showBadge(): void {
    const { snapshot } = this.connection;
    if (this.view === undefined) return;
    const value = snapshot === null ? 0 : countStatus(snapshot).needYou;
    this.view.badge =
      value === 0
        ? undefined
        : { value, tooltip: `${value} ${value === 1 ? 'agent needs' : 'agents need'} you` };
  }

  private post(message: ToWebview): void {
    void this.view?.webview.postMessage(message);
  }
}

function pageOf(webview: vscode.Webview, distUri: vscode.Uri): string {
  const address = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(distUri, name)).toString();
  return dashboardHtml({
    script: address('webview.js'),
    style: address('webview.css'),
    source: webview.cspSource,
    scriptNonce: nonce(),
    styleNonce: nonce(),
  });
}

function nonce(): string {
  return randomBytes(16).toString('base64');
}
