// The suite that runs inside the extension host.
import { runMocha } from '../../support/editor/runMocha';

/** Runs every test of the suite; rejects when one fails. */
export function run(): Promise<void> {
  return runMocha(async () => {
    await import('./activation');
    await import('./sessions');
    await import('./conflicts');
    await import('./agentMode');
  });
}
