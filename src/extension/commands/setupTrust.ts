import * as vscode from 'vscode';
import { commandText } from '../../core/setup/recipe';
import type { SetupPlan } from '../../protocol/results';
import type { HostConnection } from '../connection/hostConnection';
import { showError } from '../translateError';

/** The longest list of commands, in characters, that a dialog can show; a longer one is opened as a document. */
const longestDetail = 1500;

/**
 * Asks the user, once for the same commands, whether the set-up commands of the repository may run, when a worktree
 * waits for that. Nothing is asked in a folder that the user does not trust.
 */
export class SetupTrustQuestion implements vscode.Disposable {
  private readonly listening: readonly { dispose(): void }[];
  private readonly asked = new Set<string>();
  private asking = false;

  constructor(private readonly connection: HostConnection) {
    this.listening = [
      connection.onDidChange(() => this.look()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.look()),
    ];
  }

  dispose(): void {
    for (const listener of this.listening) listener.dispose();
  }

  private look(): void {
    const waits = this.connection.snapshot?.sessions.some(({ setup }) => setup?.state === 'waiting') === true;
    if (!waits || this.asking || !vscode.workspace.isTrusted) return;
    this.asking = true;
    this.ask()
      .catch(showError)
      .finally(() => {
        this.asking = false;
      });
  }

  private async ask(): Promise<void> {
    const plan = await this.connection.call('getSetupPlan', {});
    if (plan.trust !== 'undecided' || this.asked.has(plan.fingerprint)) return;
    this.asked.add(plan.fingerprint);
    const decision = await askForTrust(plan);
    if (decision === undefined) return;
    await this.connection.call('decideSetupTrust', { fingerprint: plan.fingerprint, decision });
  }
}

type TrustAnswer = vscode.MessageItem & { readonly decision?: 'trusted' | 'refused' };

async function askForTrust(plan: SetupPlan): Promise<'trusted' | 'refused' | undefined> {
  const text = describe(plan);
  const fits = text.length <= longestDetail;
  if (!fits) await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: text }));
  const detail = fits ? text : 'They are shown in the editor behind this question.';
  const answer = await vscode.window.showWarningMessage<TrustAnswer>(
    'Run set-up commands?',
    { modal: true, detail: `${plan.file ?? ''} has commands for every new worktree. ${when}\n\n${detail}` },
    { title: 'Run', decision: 'trusted' },
    { title: 'Not Now', isCloseAffordance: true },
    { title: 'Never', decision: 'refused' },
  );
  return answer?.decision;
}

const when = 'They run with your rights, and you are asked again when they change.';

function describe({ commands }: SetupPlan): string {
  return commands
    .map((command) =>
      command.kind === 'script' ? `${command.path}:\n${command.content}` : commandText(command),
    )
    .join('\n');
}
