import * as z from 'zod';
import type { MergeEvent } from '../../core/mergeEvent';
import { describeMerge } from '../../core/mergeEvent';
import type { MergeStanding } from '../../protocol/results';
import type { Tool } from '../tool';
import { changing, readOnly } from '../tool';
import { branchName, isoTime } from './shared';

const landing = z.enum(['nothing', 'merged', 'squashed', 'rebased', 'open']);

const mergeEvent = z.object({
  id: z.number(),
  branchName: z.string(),
  targetBranch: z.string(),
  sourceCommit: z.string(),
  targetCommit: z.string().describe('Where the target was when the merge was seen'),
  how: z.enum(['merged', 'squashed', 'rebased']),
  detectedAt: isoTime,
});

const branchInput = z.object({
  branch: branchName.describe('The branch that is to be merged'),
  targetBranch: branchName.optional().describe('Default: the branch that its work is meant for'),
});

const notifyOutput = z.object({
  subscribed: z.boolean(),
  message: z.string(),
  targetBranch: z.string(),
  status: landing.describe('How the branch stands now; nothing: it has no commits of its own yet'),
});

/** Has the agent told when a branch is merged. */
export const notifyWhenMerged: Tool<typeof branchInput, typeof notifyOutput> = {
  name: 'notify_when_merged',
  title: 'Tell me when it is merged',
  description:
    'Has your session told, at its next turn and by the resource parallel-cc://merges, when a branch gets into its target: merged, squashed or rebased, by whomever.',
  input: branchInput,
  output: notifyOutput,
  annotations: changing,
  async run({ branch, targetBranch }, { desk }) {
    const target = targetBranch ?? null;
    const found = await desk.forMe(({ id }) =>
      desk.host.call('subscribeMerge', { session: id, branch, target }),
    );
    const subscribed = !isIn(found);
    const message = subscribed
      ? `You will be told when "${branch}" gets into ${found.target}.`
      : `${standing(found)} There is nothing to wait for.`;
    return {
      data: { subscribed, message, targetBranch: found.target, status: found.landing },
      text: message,
    };
  },
};

const cancelOutput = z.object({ cancelled: z.boolean(), message: z.string() });

/** Takes a wish to be told back. */
export const cancelMergeNotification: Tool<typeof branchInput, typeof cancelOutput> = {
  name: 'cancel_merge_notification',
  title: 'Do not tell me any more',
  description: 'Takes back notify_when_merged for a branch.',
  input: branchInput,
  output: cancelOutput,
  annotations: changing,
  async run({ branch, targetBranch }, { desk }) {
    const target = targetBranch ?? null;
    const { cancelled } = await desk.forMe(({ id }) =>
      desk.host.call('cancelMergeSubscription', { session: id, branch, target }),
    );
    const message = cancelled
      ? `You will not be told of "${branch}" any more.`
      : `You were not waiting for "${branch}".`;
    return { data: { cancelled, message }, text: message };
  },
};

const statusOutput = z.object({
  isMerged: z.boolean(),
  status: landing,
  targetBranch: z.string(),
  mergeEvent: z.nullable(mergeEvent).describe('The merge, where it was seen while a coordinator ran'),
  message: z.string(),
});

/** Tells whether a branch is in its target. */
export const checkMergeStatus: Tool<typeof branchInput, typeof statusOutput> = {
  name: 'check_merge_status',
  title: 'Is it merged?',
  description: 'Tells whether all of a branch is in its target now, whichever way it got there.',
  input: branchInput,
  output: statusOutput,
  annotations: readOnly,
  async run({ branch, targetBranch }, { desk }) {
    const found = await desk.host.call('getMergeStatus', { branch, target: targetBranch ?? null });
    const message = standing(found);
    const seen = found.event === null ? null : toOutput(found.event);
    const data = { isMerged: isIn(found), status: found.landing, targetBranch: found.target, mergeEvent: seen, message }; // prettier-ignore
    return { data, text: message };
  },
};

const eventsInput = z.object({
  repo_path: z.string().max(4096).optional().describe('A path in this repository; it serves no other'),
  branch: branchName.optional().describe('Only merges of this branch'),
  limit: z.number().int().min(1).max(1000).default(50),
});

const eventsOutput = z.object({ events: z.array(mergeEvent), total: z.number() });

/** Lists the merges that were seen. */
export const getMergeEvents: Tool<typeof eventsInput, typeof eventsOutput> = {
  name: 'get_merge_events',
  title: 'What was merged',
  description:
    'Lists the branches that got into their targets, newest first: those of sessions and those waited for.',
  input: eventsInput,
  output: eventsOutput,
  annotations: readOnly,
  async run({ repo_path: repoPath, branch, limit }, { desk }) {
    desk.requireThisRepository(repoPath);
    const { events } = await desk.host.call('listMerges', { branch: branch ?? null, limit });
    const text = events.map(
      (event) => `${new Date(event.detectedAt).toISOString()}: ${describeMerge(event)}`,
    );
    const data = { events: events.map(toOutput), total: events.length };
    return { data, text: text.join('\n') || 'No merge was seen.' };
  },
};

function isIn({ landing }: MergeStanding): boolean {
  return landing !== 'open' && landing !== 'nothing';
}

function standing({ branch, target, landing }: MergeStanding): string {
  if (landing === 'open') return `"${branch}" has commits that are not in ${target}.`;
  if (landing === 'nothing') return `"${branch}" has no commits of its own.`;
  const sentence = describeMerge({ branch, target, how: landing });
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

function toOutput({ branch, target, detectedAt, ...event }: MergeEvent): z.input<typeof mergeEvent> {
  return {
    ...event,
    branchName: branch,
    targetBranch: target,
    detectedAt: new Date(detectedAt).toISOString(),
  };
}
