import type { CommandContext, CommandResult } from '../context';
import { exitCodes } from '../exitCodes';
import { table } from '../output/table';
import { printable } from '../output/text';
import { claudeChecks } from '../doctor/claudeChecks';
import type { Check } from '../doctor/check';
import { hostChecks } from '../doctor/hostChecks';
import { withHost } from '../host';
import { programChecks } from '../doctor/programChecks';

/** Checks everything that has to work, and says what to do where it does not. JSON: `{ checks: Check[] }`. */
export async function doctor(context: CommandContext): Promise<CommandResult> {
  const groups = [await programChecks(context), await hostChecks(context), await claudeChecks(context)];
  const checks = groups.flat();
  const failed = checks.some((check) => check.state === 'failed');
  return {
    json: { checks },
    text: describe(checks, context),
    exitCode: failed ? exitCodes.failed : exitCodes.ok,
  };
}

/** Has what was repaired or lost told no more, and tells it once more. JSON: `{ dismissed: string[] }`. */
export async function dismissRepairs(context: CommandContext): Promise<CommandResult> {
  const { dismissed } = await withHost(context, (host) => host.call('dismissRepairs', { repairs: null }));
  const lines = dismissed.map((repair) => `Dismissed: ${printable(repair)}`);
  return {
    json: { dismissed },
    text: lines.length === 0 ? 'There was nothing to dismiss.' : lines.join('\n'),
  };
}

function describe(checks: readonly Check[], { style }: CommandContext): string {
  const marks = { ok: style.good('✓'), warning: style.attention('!'), failed: style.bad('✗') };
  const lines = table(checks.map((check) => [marks[check.state], check.name, printable(check.found)])).split(
    '\n',
  );
  return checks
    .flatMap((check, index) => [
      lines[index] ?? '',
      ...(check.advice === null ? [] : [`   → ${printable(check.advice)}`]),
    ])
    .join('\n');
}
