import * as vscode from 'vscode';
import { deferred } from '../../base/async';
import type { Snapshot } from '../../protocol/snapshot';

/** What a new agent shall do; without a `base` its worktree starts where the settings say. */
export interface AgentOrder {
  readonly prompt: string;
  readonly base: string | undefined;
}

/** How the question is put. */
export interface OrderQuestion {
  readonly title: string;
  readonly hint: string;
  /** Whether the agent cannot be told later. */
  readonly needsPrompt: boolean;
}

const ordinary: OrderQuestion = {
  title: 'Start an Agent in a New Worktree',
  hint: 'What shall it do? Leave empty to tell it in the terminal.',
  needsPrompt: false,
};

/** Asks what a new agent shall do; a button leads to the choice of the base. Undefined when the user cancels. */
export async function askForOrder(snapshot: Snapshot, question = ordinary): Promise<AgentOrder | undefined> {
  let base: string | undefined;
  for (let prompt = ''; ;) {
    const answer = await askForPrompt(question, prompt, base);
    if (answer === undefined) return undefined;
    prompt = answer.prompt;
    if (answer.kind === 'start' && (prompt !== '' || !question.needsPrompt)) return { prompt, base };
    if (answer.kind === 'start') continue;
    base = (await pickBase(snapshot)) ?? base;
  }
}

interface PromptAnswer {
  readonly kind: 'start' | 'chooseBase';
  readonly prompt: string;
}

async function askForPrompt(
  question: OrderQuestion,
  prompt: string,
  base: string | undefined,
): Promise<PromptAnswer | undefined> {
  const input = vscode.window.createInputBox();
  const answer = deferred<PromptAnswer | undefined>();
  input.title = `${question.title}${base === undefined ? '' : ` from ${base}`}`;
  input.prompt = question.hint;
  input.placeholder = 'Add a retry to the payments client';
  input.value = prompt;
  input.ignoreFocusOut = true;
  input.buttons = [{ iconPath: new vscode.ThemeIcon('git-branch'), tooltip: 'Start from Another Base…' }];
  input.onDidAccept(() => answer.resolve({ kind: 'start', prompt: input.value.trim() }));
  input.onDidTriggerButton(() => answer.resolve({ kind: 'chooseBase', prompt: input.value }));
  input.onDidHide(() => answer.resolve(undefined));
  input.show();
  return answer.promise.finally(() => input.dispose());
}

type BaseItem = vscode.QuickPickItem & { readonly ask?: true };

async function pickBase({ worktrees }: Snapshot): Promise<string | undefined> {
  const branches = worktrees.flatMap(({ name, branch }): BaseItem[] =>
    branch === null ? [] : [{ label: branch, description: `checked out in ${name}` }],
  );
  const items: BaseItem[] = [...branches, { label: 'Another branch, tag or commit…', ask: true }];
  const chosen = await vscode.window.showQuickPick(items, { title: 'Start the New Worktree from…' });
  if (chosen?.ask !== true) return chosen?.label;
  const title = 'Branch, tag or commit to start from';
  const ref = (await vscode.window.showInputBox({ title, ignoreFocusOut: true }))?.trim();
  return ref === '' ? undefined : ref;
}
