import * as vscode from 'vscode';
import type { CoordinatorSettings } from '../core/settings';
import { defaultSettings, notFromEditor } from '../core/settings';
import type { HostConnection } from './connection/hostConnection';
import { showError } from './translateError';

type SettingName = keyof CoordinatorSettings;
type Explicit = Partial<Record<SettingName, unknown>>;

/**
 * Hands the settings that the user has set in the editor to the host, which keeps them for every program. What is not
 * set here is left as it is, since the command line may have set it.
 */
export class SettingsForwarder implements vscode.Disposable {
  private readonly listening: readonly { dispose(): void }[];
  private sent: Explicit = {};
  private wasLive = false;

  constructor(private readonly connection: HostConnection) {
    this.listening = [
      connection.onDidChange(({ kind }) => this.followHost(kind === 'live')),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('parallel-cc')) void this.forward();
      }),
    ];
  }

  dispose(): void {
    for (const listener of this.listening) listener.dispose();
  }

  private followHost(isLive: boolean): void {
    const isNew = isLive && !this.wasLive;
    this.wasLive = isLive;
    if (isNew) void this.forward();
  }

  // A setting that was taken out of the editor's settings goes back to its default: null says so.
  private async forward(): Promise<void> {
    const { snapshot } = this.connection;
    if (snapshot === null) return;
    const explicit = explicitSettings(snapshot.repository.root);
    const removed = Object.keys(this.sent).filter((name) => !(name in explicit));
    const wanted: Explicit = { ...Object.fromEntries(removed.map((name) => [name, null])), ...explicit };
    const changes = Object.entries(wanted).filter(
      ([name, value]) => !isEqual(snapshot.settings[name as SettingName], value),
    );
    this.sent = explicit;
    if (changes.length === 0) return;
    try {
      await this.connection.call('updateSettings', { settings: Object.fromEntries(changes) });
    } catch (error) {
      await showError(error);
    }
  }
}

function explicitSettings(root: string): Explicit {
  const configuration = vscode.workspace.getConfiguration('parallel-cc', vscode.Uri.file(root));
  const explicit: Explicit = {};
  for (const name of Object.keys(defaultSettings) as SettingName[]) {
    if (notFromEditor.has(name)) continue;
    const { workspaceFolderValue, workspaceValue, globalValue } = configuration.inspect(name) ?? {};
    const value: unknown = workspaceFolderValue ?? workspaceValue ?? globalValue;
    if (value !== undefined) explicit[name] = value;
  }
  return explicit;
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
