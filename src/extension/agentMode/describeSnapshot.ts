import type { ConflictView, SessionView, Snapshot } from '../../protocol/snapshot';
import { stateLabels } from '../statusText';

/** Says who is at work in a repository, a session in a line, for a language model. */
export function describeSessions({ sessions, claims }: Snapshot): string {
  const live = sessions.filter(({ state }) => state !== 'done');
  const lines = live.map((session) => {
    const held = claims.filter(({ sessionId }) => sessionId === session.id).map(({ label }) => label);
    return `${describe(session)}${held.length === 0 ? '' : `; has claimed ${held.join(', ')}`}`;
  });
  return lines.join('\n') || 'No agent is at work in this repository.';
}

/**
 * Says what would conflict if the sessions merged now, uncommitted work included, and what is not known.
 * @param path Only conflicts of this file, from the top of the repository; all when left out.
 */
export function describeConflicts({ conflicts, radar }: Snapshot, path?: string): string {
  const found = path === undefined ? conflicts : conflicts.filter((conflict) => conflict.path === path);
  const unknown = radar.unknown.map(({ ours, theirs, why }) => `Not known for ${ours} and ${theirs}: ${why}`);
  const off = radar.state === 'off' ? ['The radar is off, so conflicts are not predicted.'] : [];
  const lines = [...found.map(describeConflict), ...unknown, ...off];
  return lines.join('\n') || `Nothing would conflict${path === undefined ? '' : ` in ${path}`}.`;
}

/** Says who has claimed what, a claim in a line. */
export function describeClaims({ claims, sessions }: Snapshot): string {
  const doing = new Map(sessions.map(({ id, prompt }) => [id, prompt]));
  const lines = claims.map(({ label, mode, holder, sessionId, reason }) => {
    const what = reason ?? doing.get(sessionId) ?? null;
    return `${label} (${mode}) is held by ${holder}${what === null ? '' : `: ${what}`}`;
  });
  return lines.join('\n') || 'Nothing is claimed.';
}

function describe({ name, agent, state, worktreePath, branch, prompt }: SessionView): string {
  const place = `in ${worktreePath} on ${branch ?? 'a detached HEAD'}`;
  return `${name} (${agent}), ${stateLabels[state]}, ${place}${prompt === null ? '' : `: ${prompt}`}`;
}

function describeConflict({ summary, regions, ours, theirs }: ConflictView): string {
  const lines = regions.map(
    (region) => `${ours.label} lines ${range(region.ours)}, ${theirs.label} lines ${range(region.theirs)}`,
  );
  return [summary, ...lines.map((line) => `  ${line}`)].join('\n');
}

// Lines count from zero and `end` is the line after the last.
function range({ start, end }: { readonly start: number; readonly end: number }): string {
  return end - start <= 1 ? `${start + 1}` : `${start + 1}–${end}`;
}
