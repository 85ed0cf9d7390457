import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the files of a run are at home. */
export interface RunFiles {
  readonly folder: string;
  /** All that the agent printed, byte for byte. */
  readonly log: string;
  readonly prompt: string;
  readonly pack: string;
  readonly results: string;
}

/** Names the files of a session's run. @param stateDir the folder in git's common directory that is ours. */
export function runFilesOf(stateDir: string, sessionId: string): RunFiles {
  const folder = join(stateDir, 'runs', sessionId);
  return {
    folder,
    log: join(folder, 'output.log'),
    prompt: join(folder, 'prompt.txt'),
    pack: join(folder, 'upload.pack'),
    results: join(folder, 'results.pack'),
  };
}

/** Makes the folder of a run, for its user only. */
export async function makeRunFolder({ folder }: RunFiles): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

/** Removes what was only needed on the way. */
export async function dropTransfers({ pack, results }: RunFiles): Promise<void> {
  await Promise.all([pack, results].map((file) => rm(file, { force: true })));
}
