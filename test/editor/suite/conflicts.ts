import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import { hostDocumentUri } from '../../../src/extension/editor/hostDocuments';
import { cli, eventually, git, register, status, workspacePath } from './products';

suite('predicted conflicts', () => {
  const sessions: { id: string; worktreePath: string }[] = [];

  suiteSetup(async () => {
    const mine = await register('billing', '--here');
    const theirs = await register('payments-api', '--new');
    sessions.push(mine, theirs);
    await writeFile(join(mine.worktreePath, 'src/limits.ts'), limits(7));
    await writeFile(join(theirs.worktreePath, 'src/limits.ts'), limits(9));
    await eventually(async () => assert.equal((await status()).conflicts.length, 1));
  });

  suiteTeardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const { id } of sessions) await cli('release', id, '--keep');
  });

  test('a region that another session changed too has lenses that name it', async () => {
    const document = await openOwn();
    const found = await eventually(() => lenses(document));
    assert.deepEqual(titles(found), ['⚠ payments-api changed these lines too', 'Compare', 'Message']);
    assert.equal(found[0]?.range.start.line, 2);
  });

  test('the Problems view says what it is about, names both sides and leads to the other place', async () => {
    const document = await openOwn();
    const problem = await eventually(() => {
      const [found] = vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'parallel-cc'); // prettier-ignore
      assert.ok(found);
      return found;
    });
    assert.match(problem.message, /"billing" and "payments-api"|"payments-api" and "billing"/);
    assert.equal(problem.code, 'concurrent-edit');
    assert.equal(problem.range.start.line, 2);
    const [other] = problem.relatedInformation ?? [];
    assert.equal(other?.location.uri.fsPath, join(sessions[1]!.worktreePath, 'src/limits.ts'));
  });

  test('the lenses move with lines that are typed above them and not saved', async () => {
    const document = await openOwn();
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// one\n// two\n'));
    const found = await eventually(() => lenses(document));
    assert.equal(found[0]?.range.start.line, 4);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  test('comparing opens both sides, with the own file on the right', async () => {
    const [conflict] = (await status()).conflicts;
    assert.ok(conflict);
    await vscode.commands.executeCommand('parallel-cc.compareConflict', conflict.id, 0, workspacePath());
    const input = await eventually(activeDiff);
    assert.equal(input.modified.fsPath, join(workspacePath(), 'src/limits.ts'));
    assert.equal(input.original.fsPath, join(sessions[1]!.worktreePath, 'src/limits.ts'));
  });

  test("a session's changes are shown against the text it started from", async () => {
    await vscode.commands.executeCommand('parallel-cc.diffSession', sessions[1]!.id);
    const tab = await eventually(() => {
      const active = vscode.window.tabGroups.activeTabGroup.activeTab;
      assert.match(active?.label ?? '', /payments-api since [0-9a-f]{8}/);
      return active;
    });
    assert.ok(tab);
    const base = await eventually(() => {
      const found = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'parallel-cc');
      assert.ok(found);
      return found;
    });
    assert.equal(base.getText(), limits(3));
  });
});

suite('texts of the host', () => {
  test('an open one follows the branch that it is the base of', async () => {
    const { id, worktreePath } = await register('docs', '--new');
    const document = await vscode.workspace.openTextDocument(
      hostDocumentUri({ kind: 'base', session: id, path: 'guide.md' }),
    );
    assert.equal(document.getText(), '');
    await writeFile(join(workspacePath(), 'guide.md'), 'New on main\n');
    await git(workspacePath(), 'add', 'guide.md');
    await git(workspacePath(), 'commit', '--quiet', '--message', 'Guide', '--', 'guide.md');
    await git(worktreePath, 'merge', '--quiet', 'main');
    await status();
    await eventually(() => assert.equal(document.getText(), 'New on main\n'));
    await cli('release', id, '--remove');
  });
});

function limits(retries: number): string {
  return `// Limits of the payments client.\nexport const timeoutMs = 1000;\nexport const retries = ${retries};\n`;
}

function openOwn(): Thenable<vscode.TextDocument> {
  return vscode.workspace.openTextDocument(join(workspacePath(), 'src/limits.ts'));
}

async function lenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  const all = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
  );
  const own = all.filter(({ command }) => command?.command.startsWith('parallel-cc.'));
  assert.ok(own.length > 0, 'There are no lenses.');
  return own;
}

function titles(found: readonly vscode.CodeLens[]): (string | undefined)[] {
  return found.map(({ command }) => command?.title);
}

function activeDiff(): vscode.TabInputTextDiff {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  assert.ok(input instanceof vscode.TabInputTextDiff);
  return input;
}
