import { gitDirOf } from '../git/gitDir';
import type { Sessions } from '../sessions';
import type { Worktrees } from '../worktrees/worktrees';
import type { RadarSide } from './report';

/** Makes the function that lists what the radar looks at. A worktree's git directory is looked up once: it stays. */
export function sideLister(worktrees: Worktrees, sessions: Sessions): () => Promise<RadarSide[]> {
  const gitDirs = new Map<string, string>();
  const knownGitDir = async (path: string): Promise<string> => {
    const gitDir = gitDirs.get(path) ?? (await gitDirOf(path));
    gitDirs.set(path, gitDir);
    return gitDir;
  };
  return async () => {
    const bySession = new Map(sessions.live().map((session) => [session.worktreePath, session]));
    const present = (await worktrees.refresh()).filter((worktree) => !worktree.prunable);
    return Promise.all(
      present.map(async ({ path, note }) => {
        const targetBranch = bySession.get(path)?.targetBranch ?? note?.targetBranch ?? null;
        return { path, gitDir: await knownGitDir(path), targetBranch };
      }),
    );
  };
}
