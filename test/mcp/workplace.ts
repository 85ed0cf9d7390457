// A repository with two sessions, for the tests of the MCP server.
import type { Session } from '../../src/core/session';
import type { TestCoordinator } from '../support/coordinator';
import { coordinate } from '../support/coordinator';
import type { Repository } from '../support/git';
import { makeRepository } from '../support/git';
import { stopHost } from '../support/sessions';

/** A repository whose coordinator, once there are sessions, runs in this process; before, others may start one. */
export class Workplace {
  private coordinator: TestCoordinator | undefined;
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

  async registerTwo(): Promise<void> {
    this.coordinator = await coordinate(this.repository);
    const first = await this.coordinator.register({ name: 'first' });
    const second = await this.coordinator.register({ name: 'second', worktree: 'new' });
    this.sessions = [first.session, second.session];
  }

  async dispose(): Promise<void> {
    if (this.coordinator !== undefined) return this.coordinator[Symbol.asyncDispose]();
    await stopHost(this.repository.path);
    await this.repository.dispose();
  }

  private at(index: number): Session {
    const session = this.sessions[index];
    if (session === undefined) throw new Error('The sessions are not registered.');
    return session;
  }
}
