import { plural } from '../plural';
import type { CheckResult } from '../verify/checks';
import { describeRed } from '../verify/checks';

/** How much of a check's output goes into a reason, in characters. */
const shownTail = 600;
const shownPaths = 5;

/** Why a session goes back that conflicts with its target. */
export function conflictReason(target: string, paths: readonly string[]): string {
  return `It conflicts with ${target} in ${listed(paths)}. Bring ${target} into its branch, resolve that, and land it again.`;
}

/** Why a session goes back of which nothing is left to land. */
export function nothingReason(target: string): string {
  return `It has nothing that ${target} does not have already.`;
}

/** Why a session goes back with which the checks fail, though they pass without it. */
export function redReason(target: string, result: CheckResult & { readonly outcome: 'red' }): string {
  return `Together with ${target}, ${describeRed(result)} On ${target} alone it passes. Its output ends with:\n${tailOf(result)}\nAll of it: ${result.logPath}`;
}

/** Why nothing lands in a target that fails the checks itself. */
export function redTargetReason(target: string, result: CheckResult & { readonly outcome: 'red' }): string {
  return `${target} itself fails its checks: ${describeRed(result)} Repair it, or land without the checks (--no-verify). Its output ends with:\n${tailOf(result)}\nAll of it: ${result.logPath}`;
}

/** Why nothing was done for a session whose landing the user stopped. */
export const cancelledReason = 'You cancelled it.';

/** Why a session has not landed after all. */
export const undoneReason = 'Its landing was undone.';

/** Why a session waits whose target others move faster than it can be checked. */
export function restlessReason(target: string): string {
  return `${target} was moved by others each time it had been checked. Try again when it is quieter.`;
}

/** Names a few paths and counts the rest. */
export function listed(paths: readonly string[]): string {
  const more = paths.length - shownPaths;
  return `${paths.slice(0, shownPaths).join(', ')}${more > 0 ? ` and ${plural(more, 'more file')}` : ''}`;
}

function tailOf({ tail }: CheckResult & { readonly outcome: 'red' }): string {
  return tail.length <= shownTail ? tail : `…${tail.slice(-shownTail)}`;
}

/** Why nothing of a session can land. */
export const landingSourceReasons = {
  unknown: 'Nothing is known of its work any more.',
  atWork: 'Its agent is at work. Land it when its turn has ended.',
  onTarget: (target: string) => `It works on ${target} itself, so there is nothing to bring there.`,
  uncommitted: (paths: readonly string[]) => `It has uncommitted work: ${listed(paths)}. Commit or discard that, and land it again.`, // prettier-ignore
  noTarget: 'It is not known which branch it is meant for. Name one (--onto).',
  targetAtWork: (target: string, session: string) => `${target} is checked out where "${session}" is at work. Land it when that turn has ended.`, // prettier-ignore
  branchGone: (branch: string) => `Its branch "${branch}" does not exist any more.`,
} as const;

/** Why nothing lands in a branch that is protected. @param branch that of the session. */
export function protectedReason(target: string, branch: string): string {
  return `${target} is protected. Open a pull request: git push --set-upstream origin ${branch}, then gh pr create --base ${target} --head ${branch}`;
}
