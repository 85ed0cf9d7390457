import { quoteForShell } from '../../core/shellQuote';

/** What the repository of a sandbox begins with. */
export interface SandboxRepository {
  readonly branch: string;
  /** The commit that is checked out; its parents are left at home. */
  readonly commit: string;
  /** Who the agent's commits are by. */
  readonly author: { readonly name: string; readonly email: string };
  /** How many files of the commit stay at home. */
  readonly keptHome: number;
}

/**
 * Makes the repository from the uploaded pack. What stays at home is neither there nor missing: to git it is as the rest
 * of a sparse checkout of a partial clone. Done again after it was cut short, it begins anew.
 */
export function prepareScript({ branch, commit, author, keptHome }: SandboxRepository): string {
  const partial = `git config remote.home.promisor true
git config remote.home.url file:///nowhere
git config core.repositoryFormatVersion 1
git config extensions.partialClone home
git update-index -z --skip-worktree --stdin < ../.parallel-cc/upload/kept
`;
  return `set -eu
cd "$HOME"
[ ! -e .parallel-cc/ready ] || exit 0
rm -rf work
git init --quiet --initial-branch=main work
cd work
git config user.name ${quoteForShell(author.name)}
git config user.email ${quoteForShell(author.email)}
git config gc.auto 0
cat ../.parallel-cc/upload/pack.* | git index-pack --stdin > /dev/null
echo ${commit} > .git/shallow
git update-ref ${quoteForShell(`refs/heads/${branch}`)} ${commit}
git symbolic-ref HEAD ${quoteForShell(`refs/heads/${branch}`)}
git read-tree ${commit}
${keptHome === 0 ? '' : partial}git checkout-index --all --quiet
git update-index --refresh --quiet > /dev/null || :
rm -rf ../.parallel-cc/upload
: > ../.parallel-cc/ready
`;
}

/**
 * Packs what the agent has done since the named commits, and prints the ids of HEAD and of a commit of all that is in the
 * worktree. The agent's index is left alone.
 */
export const collectScript = `set -eu
cd "$HOME/work"
head=$(git rev-parse --verify HEAD)
index="$HOME/.parallel-cc/index"
rm -f "$index" "$HOME/.parallel-cc/results.pack"
cp "$(git rev-parse --git-path index)" "$index"
tree=$(GIT_INDEX_FILE="$index" sh -c 'git add --all . && git write-tree')
if [ "$tree" = "$(git rev-parse "$head^{tree}")" ]; then work=$head
else work=$(git commit-tree -p "$head" -m 'What the agent left uncommitted' "$tree"); fi
git update-ref refs/parallel-cc/work "$work"
{ echo "$work"; for known; do echo "^$known"; done; } |
  git pack-objects --revs --thin --stdout --quiet > "$HOME/.parallel-cc/results.pack"
echo "$head $work"
`;
