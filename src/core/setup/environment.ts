import type { SetupSource } from './recipe';

/** The slot of a worktree: a number that no other worktree of the repository has, and the ports that go with it. */
export interface Slot {
  readonly number: number;
  /** The first port of its block; null where there are no more ports. */
  readonly port: number | null;
}

const highestPort = 65_535;

/** Repositories get blocks of ports from here on, below those that systems give out by themselves. */
const lowestBase = 20_000;
const repositoryBlocks = 127;
const blockSize = 100;

/**
 * Picks the first port of a repository that was given none: always the same, and seldom that of another. FNV-1a, as in
 * https://datatracker.ietf.org/doc/html/draft-eastlake-fnv.
 */
export function portBaseOf(repository: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(repository)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return lowestBase + (hash % repositoryBlocks) * blockSize;
}

/** Works out the ports of a slot. `size` is how many ports each slot has. */
export function slotOf(number: number, ports: { readonly base: number; readonly size: number }): Slot {
  const port = ports.base + number * ports.size;
  return { number, port: port + ports.size - 1 <= highestPort ? port : null };
}

/** Picks the lowest slot that is free. The main worktree has slot 0, all others have higher ones. */
export function lowestFreeSlot(taken: ReadonlySet<number>, isMain: boolean): number {
  if (isMain) return 0;
  let slot = 1;
  while (taken.has(slot)) slot++;
  return slot;
}

/** The variables by which an agent, its terminals and set-up commands know which worktree they are in. */
export function slotEnvironment(name: string, slot: Slot): Record<string, string> {
  return {
    PARALLEL_CC_NAME: name,
    PARALLEL_CC_SLOT: String(slot.number),
    ...(slot.port === null ? {} : { PARALLEL_CC_PORT: String(slot.port) }),
  };
}

/** The worktree that a command is run in. Paths are absolute. */
export interface SetupPlace {
  readonly root: string;
  readonly worktree: string;
  readonly name: string;
  readonly branch: string;
  readonly targetBranch: string | null;
  readonly slot: Slot;
}

/** The variables of a set-up command: ours, and those that the tool gives whose file the command is from. */
export function setupEnvironment(source: SetupSource, place: SetupPlace): Record<string, string> {
  return {
    ...slotEnvironment(place.name, place.slot),
    PARALLEL_CC_ROOT: place.root,
    PARALLEL_CC_WORKTREE: place.worktree,
    ...foreignVariables(source, place),
  };
}

function foreignVariables(source: SetupSource, place: SetupPlace): Readonly<Record<string, string>> {
  const { root, worktree, name, branch } = place;
  const variables: Partial<Record<SetupSource, Readonly<Record<string, string>>>> = {
    cursor: { ROOT_WORKTREE_PATH: root },
    codex: { CODEX_SOURCE_TREE_PATH: root, CODEX_WORKTREE_PATH: worktree },
    conductor: conductorVariables(place),
    gtr: { REPO_ROOT: root, WORKTREE_PATH: worktree, BRANCH: branch },
    devcontainer: {
      localWorkspaceFolder: worktree,
      containerWorkspaceFolder: worktree,
      localWorkspaceFolderBasename: name,
      containerWorkspaceFolderBasename: name,
    },
  };
  return variables[source] ?? {};
}

function conductorVariables({
  root,
  worktree,
  name,
  slot,
  targetBranch,
}: SetupPlace): Record<string, string> {
  return {
    CONDUCTOR_ROOT_PATH: root,
    CONDUCTOR_WORKSPACE_PATH: worktree,
    CONDUCTOR_WORKSPACE_NAME: name,
    CONDUCTOR_IS_LOCAL: '1',
    ...(slot.port === null ? {} : { CONDUCTOR_PORT: String(slot.port) }),
    ...(targetBranch === null ? {} : { CONDUCTOR_DEFAULT_BRANCH: targetBranch }),
  };
}
