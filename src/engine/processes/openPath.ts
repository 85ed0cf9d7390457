/** A process with its working directory, its program or an open file in a folder. */
export interface OpenPath {
  readonly pid: number;
  readonly parent: number;
  readonly program: string;
  /** Whether the path is its working directory; otherwise it has it open. */
  readonly isCwd: boolean;
  readonly path: string;
}

/** Who is at work in a folder. */
export interface FolderUse {
  /** One entry per process. */
  readonly users: readonly OpenPath[];
  /** Why it cannot be told who is, a sentence; null where it can. */
  readonly blind: string | null;
}

/** Names a process for people, and what it does in the folder: `node (pid 12) has its working directory in it`. */
export function describeUser({ program, pid, isCwd, path }: OpenPath): string {
  const who = `${program} (pid ${pid})`;
  return isCwd ? `${who} has its working directory in it` : `${who} has "${path}" open`;
}

/** Says whether a process is this one, or a git that it runs. @param parentOf the parent of a pid; 0 when unknown. */
export function isOurs(user: Pick<OpenPath, 'pid' | 'program'>, parentOf: (pid: number) => number): boolean {
  if (user.pid === process.pid) return true;
  if (!user.program.startsWith('git')) return false;
  for (let pid = user.pid, step = 0; pid > 1 && step < 16; pid = parentOf(pid), step++)
    if (pid === process.pid) return true;
  return false;
}
