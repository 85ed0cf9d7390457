import * as z from 'zod';
import { consentNeeded } from '../../core/errors';
import type { RestoreResult, SnapshotView } from '../../protocol/results';
import type { Tool } from '../tool';
import { changing, readOnly } from '../tool';
import type { ToolCall } from '../toolCall';
import { isoTime, sessionState } from './shared';
import { sessionLine } from './status';

const fileChange = z.object({ path: z.string(), change: z.enum(['added', 'deleted', 'changed']) });

const digestInput = z.object({
  session: z.string().min(1).max(256).optional().describe('Name or id; default: your own'),
});

const digestOutput = z.object({
  sessionId: z.string(),
  name: z.string(),
  state: sessionState,
  prompt: z.nullable(z.string()),
  branch: z.nullable(z.string()),
  targetBranch: z.nullable(z.string()),
  changedFiles: z.array(z.string()).describe('Since its branch left its target, uncommitted ones included'),
  claims: z.array(z.string()),
  conflicts: z.array(z.string()),
  turns: z
    .array(
      z.object({
        label: z.string(),
        time: isoTime,
        prompt: z.nullable(z.string()),
        changes: z.array(fileChange),
      }),
    )
    .describe('What was in its worktree at each turn, oldest first; a label can be given to restore'),
});

/** Tells what a session has done so far. */
export const sessionDigest: Tool<typeof digestInput, typeof digestOutput> = {
  name: 'session_digest',
  title: 'What a session has done',
  description:
    'Tells what a session works on: changed files, claims, conflicts, and its turns with what changed in each.',
  input: digestInput,
  output: digestOutput,
  annotations: readOnly,
  async run({ session }, { desk }) {
    const snapshot = await desk.snapshot(true);
    const me = session === undefined ? desk.requireSession(snapshot).id : session;
    const { session: found, snapshots } = await desk.host.call('listSnapshots', { session: me });
    const view = snapshot.sessions.find(({ id }) => id === found.id);
    const files = found.endedAt === null ? await changedFiles(desk.host, found.id) : [];
    const data = {
      sessionId: found.id,
      name: found.name,
      state: found.state,
      prompt: found.prompt,
      branch: view?.branch ?? found.branch,
      targetBranch: found.targetBranch,
      changedFiles: files,
      claims: snapshot.claims.filter((claim) => claim.sessionId === found.id).map(({ path }) => path),
      conflicts: snapshot.conflicts.filter(({ ours, theirs }) => ours.sessionId === found.id || theirs.sessionId === found.id).map(({ summary }) => summary), // prettier-ignore
      turns: snapshots.map(toTurn),
    };
    const lines = [
      ...(view === undefined ? [] : [sessionLine(view, view.id === desk.sessionIn(snapshot)?.id)]),
      `changed: ${files.join(', ') || 'nothing'}`,
      ...data.conflicts,
      ...snapshots.map(
        ({ label, prompt, changes }) => `${label}: ${prompt ?? 'no prompt'} (${changes.length} files)`,
      ),
    ];
    return { data, text: lines.join('\n') };
  },
};

const restoreInput = z.object({
  turn: z.string().min(1).max(32).describe('A label of session_digest, such as "3" or "3.1", or "last"'),
  paths: z
    .array(z.string().min(1).max(4096))
    .max(1000)
    .default([])
    .describe('Files and folders from the top of your worktree; all when empty'),
  dryRun: z.boolean().default(false).describe('Only say what would change'),
  confirm: z.boolean().default(false).describe('Whether you have seen what a dry run says; needed where the user cannot be asked'), // prettier-ignore
});

const restoreOutput = z.object({
  restored: z.boolean(),
  turn: z.string(),
  changes: z.array(fileChange),
  before: z.nullable(z.string()).describe('The label of what was there before: restore it to go back'),
  message: z.string(),
});

/** Brings back what was in the agent's own worktree at an earlier turn. */
export const restore: Tool<typeof restoreInput, typeof restoreOutput> = {
  name: 'restore',
  title: 'Go back to a turn',
  description:
    'Makes files of your own worktree what they were at an earlier turn. What is there now is kept first, so this can be taken back.',
  input: restoreInput,
  output: restoreOutput,
  annotations: { ...changing, destructiveHint: true },
  async run({ turn, paths, dryRun, confirm }, call) {
    const preview = await bringBack(call, turn, paths, null);
    if (dryRun || preview.changes.length === 0) return answerRestore(preview, false);
    requireConsent(call, preview, confirm);
    return answerRestore(await bringBack(call, turn, paths, preview.plan), true);
  },
};

function bringBack(
  { desk }: ToolCall,
  turn: string,
  paths: readonly string[],
  plan: string | null,
): Promise<RestoreResult> {
  // The agent itself asks, so that it is at work is no reason to refuse.
  return desk.forMe(
    ({ id }) =>
    desk.host.call('restoreSnapshot', { session: id, label: turn, paths: [...paths], into: 'worktree', dryRun: plan === null, force: true, ...(plan !== null && { plan }) }), // prettier-ignore
  );
}

function requireConsent(call: ToolCall, preview: RestoreResult, confirm: boolean): void {
  const files = preview.changes.map(({ path }) => path);
  const shown = files.slice(0, 5).join(', ') + (files.length > 5 ? ` and ${files.length - 5} more` : '');
  const consent = call.confirm(`May ${shown} go back to turn ${preview.label}? What is there now is kept and can be brought back.`); // prettier-ignore
  if (consent === 'yes' || (consent === 'cannotAsk' && confirm)) return;
  const hint = consent === 'no' ? 'Leave the files as they are.' : 'Look with dryRun first, then call again with confirm: true.'; // prettier-ignore
  throw consentNeeded(`Replacing ${shown}`, hint);
}

function answerRestore(
  { label, changes, before }: RestoreResult,
  restored: boolean,
): { data: z.input<typeof restoreOutput>; text: string } {
  const count = `${changes.length} file(s)`;
  const done = `${count} went back to turn ${label}. What was there before is turn ${before ?? 'unknown'}.`;
  const message = changes.length === 0 ? `Nothing differs from turn ${label}.` : restored ? done : `${count} would go back to turn ${label}.`; // prettier-ignore
  return { data: { restored, turn: label, changes: [...changes], before: restored ? before : null, message }, text: message }; // prettier-ignore
}

async function changedFiles(host: ToolCall['desk']['host'], session: string): Promise<string[]> {
  return [...(await host.call('getChangedFiles', { session })).files];
}

function toTurn({
  label,
  time,
  prompt,
  changes,
}: SnapshotView): z.input<typeof digestOutput>['turns'][number] {
  return { label, time: new Date(time).toISOString(), prompt, changes: [...changes] };
}
