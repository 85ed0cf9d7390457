import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { cli, register, status } from './products';

suite('sessions', () => {
  test('ending a session that is not there shows no error to the caller and changes nothing', async () => {
    const before = await status();
    await vscode.commands.executeCommand('parallel-cc.endSession', 'no-such-session');
    assert.deepEqual((await status()).sessions, before.sessions);
  });

  test('releasing a claim from the tree frees the file for others', async () => {
    const session = await register('claimant', '--new');
    await cli('claim', 'src/limits.ts', '--mode', 'exclusive', '--session', session.id);
    const claim = (await status()).claims.find(({ path }) => path === 'src/limits.ts');
    assert.ok(claim);
    await vscode.commands.executeCommand('parallel-cc.releaseClaim', claim.id);
    assert.deepEqual((await status()).claims, []);
    await cli('release', session.id, '--remove');
  });
});
