import type { AccessVariables } from '../../core/claudeRun';
import { pickAccess } from '../../core/claudeRun';

/**
 * How models and services for sandboxes are reached: what this process was started with, and above it what clients have told
 * it since. It is kept in memory only.
 */
export class AccessEnvironment {
  private told: AccessVariables = {};

  constructor(private readonly own: Readonly<Record<string, string | undefined>>) {}

  get current(): AccessVariables {
    return { ...pickAccess(this.own), ...this.told };
  }

  /** Takes what a client knows. */
  take(known: AccessVariables): void {
    this.told = { ...this.told, ...known };
  }
}
