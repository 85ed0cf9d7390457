/**
 * How the commits of a branch got into its target: `nothing` where it has none of its own, `merged` where they are in
 * it themselves, `squashed` as one commit, `rebased` as copies one by one, `open` where they did not.
 */
export type Landing = 'nothing' | 'merged' | 'squashed' | 'rebased' | 'open';

/** Says whether copies of the commits landed, so that the commits themselves are on the branch alone. */
export function landedAsCopy(landing: Landing): boolean {
  return landing === 'squashed' || landing === 'rebased';
}
