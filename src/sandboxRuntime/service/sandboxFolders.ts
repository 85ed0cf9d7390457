import { chown, lstat, mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RuntimeHome } from '../control/runtimeHome';
import type { SandboxFolders } from '../isolation/isolation';
import { bootSocketName } from '../isolation/isolation';
import { copyTree, giveTo } from '../store/copyTree';

/** Where the files of one sandbox are. */
export interface SandboxPlaces extends SandboxFolders {
  /** Holds all of them but the sockets. */
  readonly root: string;
  readonly log: string;
  /** The socket of its service, where only the runtime reaches it. */
  readonly socket: string;
}

/** Names the files of a sandbox. */
export function placesOf(home: RuntimeHome, id: string): SandboxPlaces {
  const root = join(home.sandboxes, id);
  return {
    root,
    home: join(root, 'home'),
    tmp: join(root, 'tmp'),
    log: join(root, 'envd.log'),
    boot: join(home.sockets, id),
    out: join(home.sockets, `${id}.out`),
    socket: join(home.sockets, `${id}.sock`),
  };
}

/** Makes the folders of a new sandbox, with copies of what it begins with. @param owner whose they are; null: ours. */
export async function makeFolders(
  places: SandboxPlaces,
  content: { readonly home: string | null; readonly tmp: string | null },
  owner: number | null,
): Promise<void> {
  // The folder can be passed through by the sandbox's user, what is in it is not to be read by others.
  await mkdir(places.root, { recursive: true, mode: owner === null ? 0o700 : 0o711 });
  for (const part of ['home', 'tmp'] as const) {
    await mkdir(places[part], { mode: 0o700 });
    const from = content[part];
    if (from !== null) await copyTree(from, places[part]);
    if (from !== null) await giveTo(owner, places[part]);
    else if (owner !== null) await chown(places[part], owner, owner);
  }
}

/** Makes the folders that a start needs. */
export async function makeSocketFolders(places: SandboxPlaces, owner: number | null): Promise<void> {
  await removeSockets(places);
  for (const folder of [places.boot, places.out]) await mkdir(folder, { mode: 0o700 });
  if (owner !== null) for (const folder of [places.boot, places.out]) await chown(folder, owner, owner);
}

/**
 * Takes the service's socket out of the sandbox, before anything else runs there. Were it to stay, the sandbox could put
 * a link to a socket of the machine in its place, and the runtime would talk to that.
 */
export async function takeSocket(places: SandboxPlaces): Promise<void> {
  await rename(join(places.boot, bootSocketName), places.socket);
  if (!(await lstat(places.socket)).isSocket()) throw new Error('the service of the sandbox made no socket');
  await rmdir(places.boot);
}

/** Removes the sockets of a sandbox that does not run. */
export async function removeSockets(places: SandboxPlaces): Promise<void> {
  for (const path of [places.boot, places.out, places.socket]) await rm(path, { recursive: true, force: true });
} // prettier-ignore
