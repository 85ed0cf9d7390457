import { parentPort, workerData } from 'node:worker_threads';
import { SerialQueue } from '../../base/async';
import { invariant } from '../../base/invariant';
import type { FromWatch, HeldEverywhere, ToWatch, WatchWorkerData } from './messages';
import { Versions } from './versions';
import { WatchedWorktree } from './watchedWorktree';

/** The thread of the watch: remembers what held files are in every worktree, and tells of every write. */
invariant(parentPort !== null, 'the watch runs in a thread of its own');
const port = parentPort;
const sweepMs = 60_000;
const { folder } = workerData as WatchWorkerData;
const versions = new Versions(folder);
const worktrees = new Map<string, WatchedWorktree>();
const queue = new SerialQueue();
const sweeper = setInterval(() => void versions.sweep(new Set([...worktrees.values()].flatMap((one) => [...one.hashes()]))), sweepMs); // prettier-ignore
void queue.run(() => versions.open());

port.on('message', (message: ToWatch) => {
  if (message.type === 'held') void queue.run(() => setHeld(JSON.parse(message.text) as HeldEverywhere));
  else
    void queue.run(() => {
      clearInterval(sweeper);
      for (const worktree of worktrees.values()) worktree.dispose();
      tell({ type: 'stopped' });
    });
});

async function setHeld({ worktrees: paths, held }: HeldEverywhere): Promise<void> {
  for (const [path, worktree] of worktrees) {
    if (paths.includes(path)) continue;
    worktree.dispose();
    worktrees.delete(path);
  }
  const set = await Promise.allSettled(paths.map((path) => watched(path).setHeld(held)));
  const isIncomplete = set.some(({ status }) => status === 'rejected') || [...worktrees.values()].some((worktree) => worktree.isIncomplete); // prettier-ignore
  tell({ type: 'watching', problem: isIncomplete ? 'Not all that is held can be watched: the system’s limit of watched folders, or ours of files, is reached.' : null }); // prettier-ignore
}

function watched(path: string): WatchedWorktree {
  const known = worktrees.get(path);
  if (known !== undefined) return known;
  const made = new WatchedWorktree(path, versions, (write) => tell({ type: 'written', write }));
  worktrees.set(path, made);
  return made;
}

function tell(message: FromWatch): void {
  port.postMessage(message);
}
