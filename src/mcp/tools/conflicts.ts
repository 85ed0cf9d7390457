import * as z from 'zod';
import type { Tool } from '../tool';
import { changing, readOnly } from '../tool';
import { conflictOutput, findConflicts, sidesInput } from './foundConflicts';
import { branchName } from './shared';

const checkInput = sidesInput.extend({
  everyone: z.boolean().default(false).describe('Also conflicts that do not concern your session'),
});

const checkOutput = z.object({
  hasConflicts: z.boolean(),
  complete: z
    .boolean()
    .describe('Whether everything could be looked at; otherwise no conflicts found means nothing'),
  conflictingFiles: z.array(z.string()),
  conflicts: z.array(conflictOutput),
  summary: z.string(),
  guidance: z.array(z.string()),
  notes: z.array(z.string()),
});

/** Tells what would conflict if the sessions merged now, uncommitted work included. */
export const checkConflicts: Tool<typeof checkInput, typeof checkOutput> = {
  name: 'check_conflicts',
  title: 'Check for conflicts',
  description:
    'Tells which files would conflict if your session merged now with every other and with its target branch, uncommitted work included; or any two branches or sessions that you name.',
  input: checkInput,
  output: checkOutput,
  annotations: readOnly,
  async run({ everyone, ...sides }, { desk }) {
    const { conflicts, notes } = await findConflicts(desk, sides, everyone);
    const files = [...new Set(conflicts.map((conflict) => conflict.filePath))];
    const summary = files.length === 0 ? 'Nothing would conflict.' : `${files.length} file(s) would conflict: ${files.join(', ')}.`; // prettier-ignore
    const data = {
      hasConflicts: files.length > 0,
      complete: notes.length === 0,
      conflictingFiles: files,
      conflicts: [...conflicts],
      summary,
      guidance: files.length === 0 ? [] : [...guidance],
      notes: [...notes],
    };
    return { data, text: [...conflicts.map((conflict) => conflict.summary), ...notes].join('\n') || summary };
  },
};

const guidance = [
  'Tell the other session with send_message which lines you need, or leave them to it.',
  'Land the smaller change first; the other one then rebases: notify_when_merged, rebase_assist.',
] as const;

const rebaseInput = z.object({
  targetBranch: branchName.optional().describe('Default: the branch that your work is meant for'),
  checkOnly: z.boolean().default(false).describe('Only say what would happen'),
});

const rebaseOutput = z.object({
  success: z.boolean(),
  outcome: z.enum(['rebased', 'wouldRebase', 'upToDate', 'conflicts']),
  output: z.string(),
  hasConflicts: z.boolean(),
  conflictingFiles: z.array(z.string()),
  conflictSummary: z.string(),
  before: z.string().describe('The commit that your branch was at'),
  after: z.string().describe('The commit that it is at now'),
});

/** Moves the commits of the agent's branch onto its target. */
export const rebaseAssist: Tool<typeof rebaseInput, typeof rebaseOutput> = {
  name: 'rebase_assist',
  title: 'Rebase my branch',
  description:
    'Moves your commits onto a branch. Where that would conflict, or something is uncommitted, it leaves everything as it is and says so.',
  input: rebaseInput,
  output: rebaseOutput,
  annotations: { ...changing, destructiveHint: true },
  async run({ targetBranch, checkOnly }, { desk }) {
    const me = desk.requireSession(await desk.snapshot());
    const onto = targetBranch ?? me.targetBranch ?? 'main';
    const done = await desk.host.call('rebaseSession', { session: me.id, onto, checkOnly, force: true });
    const files = done.conflicts.map(({ path }) => path);
    const output = describeRebase(done.outcome, onto, files);
    const data = {
      success: done.outcome !== 'conflicts',
      outcome: done.outcome,
      output,
      hasConflicts: files.length > 0,
      conflictingFiles: files,
      conflictSummary: files.length === 0 ? 'There are no conflicts.' : `${files.length} file(s) conflict.`,
      before: done.before,
      after: done.after,
    };
    return { data, text: output };
  },
};

function describeRebase(
  outcome: z.input<typeof rebaseOutput>['outcome'],
  onto: string,
  files: readonly string[],
): string {
  switch (outcome) {
    case 'rebased':
      return `Your commits are on ${onto} now. What was there before is in your time-line.`;
    case 'wouldRebase':
      return `Your commits can be moved onto ${onto} without conflicts.`;
    case 'upToDate':
      return `Your branch has all of ${onto} already.`;
    case 'conflicts':
      return `Nothing was changed: ${files.join(', ')} would conflict. Rebase by hand with "git rebase ${onto}", resolve each file, and go on with "git rebase --continue".`;
  }
}
