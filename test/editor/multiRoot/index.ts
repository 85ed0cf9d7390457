// Runs inside the extension host of a window with two folders, of which the second is the repository.
import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { defaultSettings } from '../../../src/core/settings';
import { runMocha } from '../../support/editor/runMocha';
import { cli, eventually, status, workspacePath } from '../suite/products';

/** Runs the suite; rejects when a test fails. */
export function run(): Promise<void> {
  return runMocha(() => {
    suite('a window of several folders', windowOfSeveralFolders);
    return Promise.resolve();
  });
}

function windowOfSeveralFolders(): void {
  test('works on the first repository among its folders', async () => {
    assert.notEqual(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath, workspacePath());
    await eventually(async () => {
      const { host, repository } = await status();
      assert.deepEqual([host.kind, host.pid], ['extension', process.pid]);
      assert.equal(repository.root, workspacePath());
    });
  });

  test('takes the settings of the repository, over those of the window, and none of another folder', async () => {
    const { ConfigurationTarget, workspace } = vscode;
    const [other, own] = workspace.workspaceFolders ?? [];
    const set = (
      at: vscode.ConfigurationScope | undefined,
      target: vscode.ConfigurationTarget,
      value?: number,
    ) => workspace.getConfiguration('parallel-cc', at).update('claimMinutes', value, target);
    await set(other, ConfigurationTarget.WorkspaceFolder, 5);
    await set(undefined, ConfigurationTarget.Workspace, 50);
    await eventually(async () => assert.equal(await claimMinutes(), 50));
    await set(own, ConfigurationTarget.WorkspaceFolder, 55);
    await eventually(async () => assert.equal(await claimMinutes(), 55));
    await set(own, ConfigurationTarget.WorkspaceFolder);
    await eventually(async () => assert.equal(await claimMinutes(), 50));
    await set(undefined, ConfigurationTarget.Workspace);
    await eventually(async () => assert.equal(await claimMinutes(), defaultSettings.claimMinutes));
  });
}

async function claimMinutes(): Promise<unknown> {
  return (await cli<{ value: unknown }>('config', 'get', 'claimMinutes')).value;
}
