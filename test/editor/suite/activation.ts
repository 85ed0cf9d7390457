import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { commandIds } from '../../../src/extension/commandIds';
import { defaultSettings, notFromEditor } from '../../../src/core/settings';
import { cli, eventually, extension, status } from './products';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
  };
}

suite('activation', () => {
  test('the extension is active after the editor has started', async () => {
    await eventually(() => assert.equal(extension().isActive, true));
  });

  test('every command that the manifest contributes is registered', async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    const contributed = manifest().contributes.commands.map(({ command }) => command);
    assert.deepEqual([...contributed].sort(), Object.values(commandIds).sort());
    for (const command of contributed) assert.ok(registered.has(command), command);
  });

  test('every setting of the coordinator is contributed with its own default', () => {
    const { properties } = manifest().contributes.configuration;
    for (const name of Object.keys(defaultSettings) as (keyof typeof defaultSettings)[])
      if (!notFromEditor.has(name))
        assert.deepEqual(properties[`parallel-cc.${name}`]?.default, defaultSettings[name], name);
  });

  test('no setting of a workspace says which commands are run', () => {
    const { properties } = manifest().contributes.configuration;
    for (const name of notFromEditor) assert.equal(properties[`parallel-cc.${name}`], undefined, name);
  });

  test('the window is the host that the command line finds', async () => {
    const { host } = await eventually(async () => {
      const snapshot = await status();
      assert.equal(snapshot.host.kind, 'extension');
      return snapshot;
    });
    assert.equal(host.pid, process.pid);
  });

  test('a setting of the editor becomes a setting of the repository, and its removal brings the default back', async () => {
    const value = async (): Promise<unknown> =>
      (await cli<{ value: unknown }>('config', 'get', 'claimMinutes')).value;
    const configuration = vscode.workspace.getConfiguration('parallel-cc');
    await configuration.update('claimMinutes', 45, vscode.ConfigurationTarget.Workspace);
    await eventually(async () => assert.equal(await value(), 45));
    await configuration.update('claimMinutes', undefined, vscode.ConfigurationTarget.Workspace);
    await eventually(async () => assert.equal(await value(), defaultSettings.claimMinutes));
  });
});

function manifest(): Manifest {
  return extension().packageJSON as Manifest;
}
