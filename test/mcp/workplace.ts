// A repository with two sessions, for the tests of the MCP server.
import type { Session } from '../../src/core/session';
import { runCli, runJson } from '../cli/runCli';
import type { Repository } from '../support/git';
import { makeRepository } from '../support/git';

/** A repository in which sessions can be registered. */
export class Workplace {
  private sessions: readonly Session[] = [];

  private constructor(readonly repository: Repository) {}

  static async make(): Promise<Workplace> {
    return new Workplace(await makeRepository({ files: { 'src/pay.ts': 'one\n', 'src/ship.ts': 'ship\n' } }));
  }

  /** The session in the main worktree. */
  get first(): Session {
    return this.at(0);
  }

  /** The session in a worktree of its own. */
  get second(): Session {
    return this.at(1);
  }

  async register(...args: string[]): Promise<Session> {
    const cwd = this.repository.path;
    const { json } = await runJson<{ readonly session: Session }>(['register', ...args], { cwd });
    return json.session;
  }

  async registerTwo(): Promise<void> {
    this.sessions = [
      await this.register('--name', 'first'),
      await this.register('--name', 'second', '--new'),
    ];
  }

  async dispose(): Promise<void> {
    await runCli(['serve', '--stop'], { cwd: this.repository.path });
    await this.repository.dispose();
  }

  private at(index: number): Session {
    const session = this.sessions[index];
    if (session === undefined) throw new Error('The sessions are not registered.');
    return session;
  }
}
