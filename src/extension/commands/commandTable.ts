import * as vscode from 'vscode';
import type { CommandArguments, CommandName } from '../commandIds';
import { commandIds } from '../commandIds';
import { showError } from '../translateError';

/** What every command does. */
export type CommandHandlers = {
  readonly [C in CommandName]: (...args: CommandArguments[C]) => Promise<void> | void;
};

/** The registered commands: the editor runs them by id, the dashboard by name. */
export class CommandTable implements vscode.Disposable {
  private readonly registrations: readonly vscode.Disposable[];

  constructor(private readonly handlers: CommandHandlers) {
    this.registrations = names().map((name) => this.register(name));
  }

  /** Runs a command; unlike one that the editor runs, its failure is the caller's to show. */
  async run<C extends CommandName>(name: C, ...args: CommandArguments[C]): Promise<void> {
    await this.handlers[name](...args);
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
  }

  private register(name: CommandName): vscode.Disposable {
    return vscode.commands.registerCommand(
      commandIds[name],
      async (...args: CommandArguments[typeof name]) => {
        try {
          await this.run(name, ...args);
        } catch (error) {
          void showError(error);
        }
      },
    );
  }
}

function names(): CommandName[] {
  return Object.keys(commandIds) as CommandName[];
}
