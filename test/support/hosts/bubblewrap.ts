// Finds bubblewrap, which isolates sandboxes, and installs it where that is possible.
import { spawnSync } from 'node:child_process';
import { installDebianPackage } from './debian';
import type { Progress } from './part';

/** Installs bubblewrap with apt-get unless the machine has it; rejects with what to do where that is not possible. */
export async function installBubblewrap(progress: Progress): Promise<void> {
  if (spawnSync('bwrap', ['--version']).status === 0) progress('bubblewrap is installed already');
  else await installDebianPackage('bubblewrap', 'put the program "bwrap" on the PATH', progress);
}
